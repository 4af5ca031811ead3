import { TextInput, type MantineSize } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from './FormDialog';
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
  isIdle?: boolean;
  isBusy: boolean;
  /** It stands beside the reason. */
  error: Error | null;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

/** Asks whether and why, before what many feel or nobody can undo. It is shown while mounted. */
export function ReasonDialog(props: Props) {
  const { children, isReasonNeeded, error, onConfirm, ...dialog } = props;
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  return (
    <FormDialog {...dialog} error={null} onSubmit={() => onConfirm(reason.trim())}>
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
    </FormDialog>
  );
}
