import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveStatus } from '../api/live';
import type { Readiness } from '../api/health';
import { sentenceOf } from '../api/refusals';
import type { Percentiles } from '../api/speed';
import { useFormats } from '../i18n/format';
import classes from './ConnectionLight.module.css';

interface Props {
  status: LiveStatus;
  isPast: boolean;
  /** Of the last minute. */
  speed: Percentiles | null;
  /** `undefined` until it is known. */
  server: Readiness | undefined;
  now: number; // ms
}

/** All that is known about how true and how fast the page is. */
export function ConnectionDetails({ status, isPast, speed, server, now }: Props) {
  const { t } = useTranslation();
  const { duration, moment } = useFormats();
  const { state, latency, since, position, holder } = status;
  const ms = (value: number | undefined) => (value === undefined ? '–' : duration(value));
  return (
    <>
      <p className={classes.help}>
        {t(
          state !== 'live' ? 'stream.lost.help' : isPast ? 'stream.past.help' : 'stream.live.help',
        )}
      </p>
      <dl className={classes.facts}>
        <Fact name={t('stream.since')}>
          {since === null
            ? '–'
            : t('stream.since.value', {
                at: moment(new Date(since).toISOString()),
                ago: duration(Math.max(0, now - since)),
              })}
        </Fact>
        <Fact name={t('stream.latency')}>{ms(latency ?? undefined)}</Fact>
        <Fact name={t('stream.minute')}>
          {speed ? `${ms(speed.p50)} · ${ms(speed.p95)}` : t('stream.minute.none')}
        </Fact>
        {speed && <Fact name={t('stream.measured')}>{speed.count}</Fact>}
        <Fact name={t('stream.position')}>{position ?? '–'}</Fact>
        <Fact name={t('stream.holder')}>{t(`stream.holder.${holder}`)}</Fact>
        <Fact name={t('stream.server')}>
          {server ? server.faults.map(sentenceOf).join('; ') || t('stream.server.ready') : '–'}
        </Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
