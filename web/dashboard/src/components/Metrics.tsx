import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Metrics as Summary } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './Metrics.module.css';
import { Sparkline } from './Sparkline';
import { useNow } from './useNow';

const BAD_FAILURE_RATE = 0.05;

interface Props {
  metrics: Summary | undefined;
  /** When they were read, in ms since 1970. */
  readAt: number;
}

/** The numbers of the queue; dashes keep their places until they are known. */
export function Metrics({ metrics, readAt }: Props) {
  const { t } = useTranslation();
  const { count, share, duration } = useFormats();
  const rate = metrics?.failure_rate_24h ?? null;
  const seconds = metrics?.mean_run_seconds_24h ?? null;
  return (
    <dl className={classes.metrics} aria-label={t('metrics.label')}>
      <Metric label={t('metrics.queued')}>{metrics && count(metrics.queued)}</Metric>
      <Metric label={t('metrics.active')}>{metrics && count(metrics.active)}</Metric>
      <Metric
        label={t('metrics.failures')}
        none={t('metrics.none')}
        isBad={rate !== null && rate >= BAD_FAILURE_RATE}
      >
        {rate !== null && share(rate)}
      </Metric>
      <Metric label={t('metrics.runtime')} none={t('metrics.none')}>
        {seconds !== null && duration(seconds * 1000)}
      </Metric>
      {metrics?.live && <Now live={metrics.live} readAt={readAt} />}
    </dl>
  );
}

interface NowProps {
  live: NonNullable<Summary['live']>;
  readAt: number;
}

/** What goes on now. */
function Now({ live: { oldest_waiting, ended_1m, last_hour }, readAt }: NowProps) {
  const waited = oldest_waiting && 1000 * oldest_waiting.seconds;
  const since = Math.max(0, useNow(waited !== null) - readAt);
  const { t } = useTranslation();
  const { count, duration } = useFormats();
  return (
    <>
      <Metric label={t('metrics.oldest')} none={t('metrics.oldest.none')}>
        {oldest_waiting && waited !== null && (
          <Link to="/" search={{ task: oldest_waiting.task_id }} className={classes.link}>
            {duration(1000 * Math.floor((waited + since) / 1000))}
          </Link>
        )}
      </Metric>
      <Metric label={t('metrics.throughput')}>
        <span className={classes.pair}>
          {count(ended_1m)}
          <Sparkline
            label={t('metrics.hour', {
              count: total(last_hour.ended),
              ended: count(total(last_hour.ended)),
              failed: count(total(last_hour.failed)),
            })}
            values={last_hour.ended}
            bad={last_hour.failed}
          />
        </span>
      </Metric>
    </>
  );
}

interface MetricProps {
  label: string;
  /** What it means that there is no value. */
  none?: string;
  isBad?: boolean;
  children: ReactNode;
}

function Metric({ label, none, isBad = false, children }: MetricProps) {
  const isKnown = children !== null && children !== undefined && children !== false;
  return (
    <div className={classes.metric}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value} data-bad={isBad} title={isKnown ? undefined : none}>
        {isKnown ? children : '–'}
      </dd>
    </div>
  );
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
