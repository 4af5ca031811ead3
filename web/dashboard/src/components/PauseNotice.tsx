import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Pause } from '../api/types';
import classes from './PauseNotice.module.css';
import { usePauseSentence } from './usePauseSentence';

interface Props {
  pause: Pause;
  isBusy: boolean;
  error: Error | null;
  /** Absent where the pause is over, as what is shown is of the past. */
  onResume: (() => void) | undefined;
}

export function PauseNotice({ pause, isBusy, error, onResume }: Props) {
  const { t } = useTranslation();
  const { queue, task, reason } = pause;
  const sentence = usePauseSentence()(pause);
  return (
    <div className={classes.notice} role="status">
      <IconPlayerPause size={16} aria-hidden />
      <p className={classes.text}>
        {sentence}
        {reason && (
          <>
            {' · '}
            <span className={classes.reason}>{reason}</span>
          </>
        )}
        {error && (
          <span className={classes.refused} role="alert">
            {error.message}
          </span>
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
          {t(queue === null && task === null ? 'queue.resume' : 'queues.resume')}
        </Button>
      )}
    </div>
  );
}
