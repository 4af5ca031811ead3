import { Button, Modal, type MantineSize } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DANGER } from '../theme';
import classes from './Form.module.css';
import { useFocusReturn } from './useFocusReturn';

interface Props {
  title: string;
  /** The name of the deed, on its button. */
  action: string;
  /** The fields; the first to be filled has `data-autofocus`. */
  children: ReactNode;
  size?: MantineSize;
  isDanger?: boolean | undefined;
  /** Nothing would come of it, or it is not known yet what would. */
  isIdle?: boolean | undefined;
  isBusy: boolean;
  error: Error | null;
  onSubmit: (form: FormData) => void;
  onClose: () => void;
}

/** Some fields to fill in, and what the server says to them. It is shown while mounted. */
export function FormDialog({ size = 'md', ...props }: Props) {
  const { title, action, children, isBusy, error, onSubmit, onClose } = props;
  const { isDanger, isIdle } = props;
  const { t } = useTranslation();
  useFocusReturn();
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
          onSubmit(new FormData(event.currentTarget));
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
          <Button
            size="xs"
            type="submit"
            loading={isBusy}
            disabled={isIdle}
            {...(isDanger && { color: DANGER })}
          >
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
