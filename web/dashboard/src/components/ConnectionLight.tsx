import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LiveStatus } from '../api/live';
import { useFormats } from '../i18n/format';
import classes from './ConnectionLight.module.css';

/** Whether what is shown is true now, and how soon after a commit it is. */
export function ConnectionLight({ stream, latency }: LiveStatus) {
  const { t } = useTranslation();
  const { duration } = useFormats();
  const isLive = stream === 'live';
  const help = isLive
    ? latency === null
      ? t('stream.live.quiet')
      : t('stream.live.help', { ms: latency })
    : t('stream.lost.help');
  return (
    <Tooltip label={help} multiline w={260} events={{ hover: true, focus: true, touch: true }}>
      {/* Focusable, so that its explanation can be read without a mouse. */}
      <div className={`${classes.light} ${classes[stream]}`} tabIndex={0}>
        <span className={classes.dot} aria-hidden />
        <span role="status">{t(`stream.${stream}`)}</span>
        {isLive && latency !== null && <span>{duration(latency)}</span>}
      </div>
    </Tooltip>
  );
}
