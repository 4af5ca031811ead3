import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Form.module.css';

interface Props {
  title: string;
  /** The name of the deed, on its button. */
  action: string;
  /** The fields; the first to be filled has `data-autofocus`. */
  children: ReactNode;
  size?: 'md' | 'lg';
  isBusy: boolean;
  error: Error | null;
  onSubmit: () => void;
  onClose: () => void;
}

/** Some fields to fill in, and what the server says to them. It is shown while mounted. */
export function FormDialog({ size = 'md', ...props }: Props) {
  const { title, action, children, isBusy, error, onSubmit, onClose } = props;
  const { t } = useTranslation();
  return (
    <Modal
      opened
      size={size}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('dialog.close') }}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        {error && (
          <p className={classes.refused} role="alert">
            {error.message}
          </p>
        )}
        <div className={classes.buttons}>
          <Button size="xs" variant="default" onClick={onClose}>
            {t('dialog.back')}
          </Button>
          <Button size="xs" type="submit" loading={isBusy}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
