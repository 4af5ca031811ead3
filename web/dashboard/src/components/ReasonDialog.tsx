import { Button, Modal, TextInput, type MantineSize } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './ReasonDialog.module.css';

interface Props {
  title: string;
  /** What will happen, and to what. */
  children: ReactNode;
  /** The name of the deed, on its button. */
  action: string;
  isDanger?: boolean;
  isReasonNeeded?: boolean;
  size?: MantineSize;
  /** Nothing would come of it, or it is not known yet what would. */
  isIdle?: boolean;
  isBusy: boolean;
  error: Error | null;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

/** Asks whether and why, before what many feel or nobody can undo. It is shown while mounted. */
export function ReasonDialog(props: Props) {
  const { title, children, action, size = 'md', isBusy, error } = props;
  const { isDanger, isReasonNeeded, isIdle } = props;
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={title}
      size={size}
      closeButtonProps={{ 'aria-label': t('dialog.close') }}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          props.onConfirm(reason.trim());
        }}
      >
        <div className={classes.help}>{children}</div>
        <TextInput
          label={t('queue.reason')}
          description={t('dialog.reason.hint')}
          maxLength={200}
          value={reason}
          error={error?.message}
          required={isReasonNeeded}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <div className={classes.buttons}>
          <Button size="xs" variant="default" onClick={props.onClose}>
            {t('dialog.back')}
          </Button>
          <Button
            size="xs"
            type="submit"
            loading={isBusy}
            disabled={isIdle}
            {...(isDanger && { color: 'red' })}
          >
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
