import { Button, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DANGER } from '../theme';
import classes from './Form.module.css';
import { useFocusReturn } from './useFocusReturn';

interface Props {
  title: string;
  help: string;
  action: string;
  isBusy: boolean;
  error: Error | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before what cannot be undone, where no reason is kept. It is shown while mounted. */
export function ConfirmDialog({ title, help, action, isBusy, error, onConfirm, onClose }: Props) {
  const { t } = useTranslation();
  useFocusReturn();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('dialog.close') }}
    >
      <div className={classes.form}>
        <p>{help}</p>
        {error && (
          <p className={classes.refused} role="alert">
            {error.message}
          </p>
        )}
        <div className={classes.buttons}>
          <Button size="xs" variant="default" onClick={onClose} data-autofocus>
            {t('dialog.back')}
          </Button>
          <Button size="xs" color={DANGER} loading={isBusy} onClick={onConfirm}>
            {action}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
