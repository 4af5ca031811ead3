import { Button } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './PauseButton.module.css';

/** Leads to the stop of everybody's work. */
export function PauseButton({ onPause }: { onPause: () => void }) {
  const { t } = useTranslation();
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={t('queue.pause')}
      aria-haspopup="dialog"
      className={classes.button}
      onClick={onPause}
    >
      <IconPlayerPause size={15} aria-hidden />
      <span className={classes.label}>{t('queue.pause')}</span>
    </Button>
  );
}
