import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PauseAsked } from '../api/queue';
import { FormDialog } from './FormDialog';
import { fromLocal } from './localTime';

/** A queue, the tasks of a name, which is asked for, in all queues, or simply everything. */
export type Pausable = { queue: string } | 'name' | 'everything';

interface Props {
  what: Pausable;
  isBusy: boolean;
  error: Error | null;
  onPause: (asked: PauseAsked) => void;
  onClose: () => void;
}

/** What pausing *what* is called. */
export function usePauseTitle(what: Pausable): string {
  const { t } = useTranslation();
  if (what === 'everything') return t('queue.pause');
  return what === 'name' ? t('queues.pause.name') : t('queues.pause.title', what);
}

/** What does not start any more, why, and until when. */
export function PauseDialog({ what, isBusy, error, onPause, onClose }: Props) {
  const { t } = useTranslation();
  const [task, setTask] = useState('');
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  return (
    <FormDialog
      title={usePauseTitle(what)}
      action={t(what === 'everything' ? 'queue.pause' : 'queues.pause')}
      isBusy={isBusy}
      error={error}
      onSubmit={() =>
        onPause({
          queue: typeof what === 'string' ? null : what.queue,
          task: task.trim() || null,
          reason: reason.trim(),
          resume_at: until ? (fromLocal(until) ?? until) : null,
        })
      }
      onClose={onClose}
    >
      <p>{t('queue.pause.help')}</p>
      {what === 'name' && (
        <TextInput
          {...{ required: true, maxLength: 128, autoComplete: 'off' }}
          label={t('queues.task')}
          value={task}
          onChange={(event) => setTask(event.currentTarget.value)}
          data-autofocus
        />
      )}
      <TextInput
        maxLength={200}
        label={t('queue.reason')}
        description={t('queue.reason.hint')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        {...(what !== 'name' && { 'data-autofocus': true })}
      />
      <TextInput
        type="datetime-local"
        label={t('queues.until')}
        description={t('queues.until.help')}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
