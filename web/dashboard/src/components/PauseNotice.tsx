import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Pause } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './PauseNotice.module.css';

interface Props {
  pause: Pause;
  isBusy: boolean;
  error: Error | null;
  onResume: () => void;
}

export function PauseNotice({ pause, isBusy, error, onResume }: Props) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const told = { actor: pause.actor ?? '–', at: moment(pause.at) };
  const sentence =
    pause.queue === null
      ? t('queue.paused', told)
      : t('queue.paused.one', { ...told, queue: pause.queue });
  return (
    <div className={classes.notice} role="status">
      <IconPlayerPause size={16} aria-hidden />
      <p className={classes.text}>
        {sentence} <span className={classes.reason}>{error?.message ?? pause.reason}</span>
      </p>
      <Button
        size="xs"
        variant="default"
        loading={isBusy}
        leftSection={<IconPlayerPlay size={14} />}
        onClick={onResume}
      >
        {t('queue.resume')}
      </Button>
    </div>
  );
}
