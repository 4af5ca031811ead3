import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Pause } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './PauseNotice.module.css';
import { useActor } from './useActor';

interface Props {
  pause: Pause;
  isBusy: boolean;
  error: Error | null;
  /** Absent where the pause is over, as what is shown is of the past. */
  onResume: (() => void) | undefined;
}

export function PauseNotice({ pause, isBusy, error, onResume }: Props) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { queue, task } = pause;
  const told = { actor: useActor()(pause.actor, pause.by), at: moment(pause.at) };
  const reason = error?.message ?? pause.reason;
  const what = [task, queue].filter(Boolean).join(' / ');
  const sentence = task
    ? t('queue.paused.task', { ...told, task: what })
    : queue === null
      ? t('queue.paused', told)
      : t('queue.paused.one', { ...told, queue });
  const end = pause.resume_at && t('why.paused.until', { at: moment(pause.resume_at) });
  return (
    <div className={classes.notice} role="status">
      <IconPlayerPause size={16} aria-hidden />
      <p className={classes.text}>
        {[sentence, end].filter(Boolean).join(' · ')}
        {reason && (
          <>
            {' · '}
            <span className={classes.reason}>{reason}</span>
          </>
        )}
      </p>
      {onResume && (
        <Button
          size="xs"
          variant="default"
          loading={isBusy}
          leftSection={<IconPlayerPlay size={14} />}
          onClick={onResume}
        >
          {t('queue.resume')}
        </Button>
      )}
    </div>
  );
}
