import { useTranslation } from 'react-i18next';
import type { Metrics as Summary } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './Metrics.module.css';

const BAD_FAILURE_RATE = 0.05;

/** The four numbers of the queue; dashes keep their places until they are known. */
export function Metrics({ metrics }: { metrics: Summary | undefined }) {
  const { t } = useTranslation();
  const { count, share, duration } = useFormats();
  const rate = metrics?.failure_rate_24h ?? null;
  const seconds = metrics?.mean_run_seconds_24h ?? null;
  return (
    <dl className={classes.metrics} aria-label={t('metrics.label')}>
      <Metric label={t('metrics.queued')} value={metrics && count(metrics.queued)} />
      <Metric label={t('metrics.active')} value={metrics && count(metrics.active)} />
      <Metric
        label={t('metrics.failures')}
        value={rate === null ? undefined : share(rate)}
        isBad={rate !== null && rate >= BAD_FAILURE_RATE}
      />
      <Metric
        label={t('metrics.runtime')}
        value={seconds === null ? undefined : duration(seconds * 1000)}
      />
    </dl>
  );
}

interface MetricProps {
  label: string;
  value: string | undefined;
  isBad?: boolean;
}

function Metric({ label, value, isBad = false }: MetricProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.metric}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value} data-bad={isBad} title={value ? undefined : t('metrics.none')}>
        {value ?? '–'}
      </dd>
    </div>
  );
}
