import { useTranslation } from 'react-i18next';
import type { AccuracyMetrics } from '../api/types';
import { useFormats } from '../i18n/format';
import { DataTable, type Column } from './DataTable';
import classes from './RunMetrics.module.css';
import { Section } from './Section';

type Batch = AccuracyMetrics['batches'][number];

/** How good a run's proposals were, in sentences; what has nothing to divide by is not said. */
export function RunMetrics({ metrics }: { metrics: AccuracyMetrics }) {
  const { t } = useTranslation();
  const sentences = useSentences(metrics);
  return (
    <Section title={t('metrics.run')}>
      <ul className={classes.sentences} aria-label={t('metrics.run')}>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <BatchTable batches={metrics.batches} />
    </Section>
  );
}

function useSentences(metrics: AccuracyMetrics): string[] {
  const { t } = useTranslation();
  const { share, duration, count } = useFormats();
  const { approval_rate, rejection_rate, merge_rate, mean_confidence, brier_score } = metrics;
  const { edited_share, duplicates, median_seconds_per_decision: seconds } = metrics;
  const { cost_per_approved_task: cost, tokens_per_approved_task: tokens } = metrics;
  const said: (string | null)[] = [
    approval_rate === null
      ? t('metrics.run.nothing')
      : t('metrics.run.rates', {
          total: metrics.total,
          approved: share(approval_rate),
          rejected: share(rejection_rate ?? 0),
          merged: share(merge_rate ?? 0),
        }),
    mean_confidence === null ? null : t('metrics.run.sure', { percent: share(mean_confidence) }),
    brier_score === null
      ? null
      : `${t('metrics.run.brier', { score: brier_score })} ${t(`metrics.run.brier.${calibration(brier_score)}`)}`,
    edited_share === null ? null : t('metrics.run.edited', { percent: share(edited_share) }),
    duplicates.found === 0 ? null : t('metrics.run.duplicates', { ...duplicates }),
    seconds === null ? null : t('metrics.run.pace', { time: duration(seconds * 1000) }),
    tokens === null ? null : t('metrics.run.tokens', { number: count(Math.round(tokens)) }),
    cost === null || cost === 0 ? null : t('metrics.run.cost', { dollars: cost.toFixed(4) }),
  ];
  return said.filter((sentence) => sentence !== null);
}

/** 0.25 is what somebody gets who says 50 % to everything. */
function calibration(score: number): 'good' | 'fair' | 'poor' {
  if (score < 0.15) return 'good';
  return score < 0.25 ? 'fair' : 'poor';
}

function BatchTable({ batches }: { batches: readonly Batch[] }) {
  const { t } = useTranslation();
  const number = (id: keyof Batch & ('items' | 'proposals' | 'approved' | 'rejected' | 'merged')) =>
    ({
      id,
      header: t(`metrics.batch.${id}`),
      cell: (batch: Batch) => batch[id],
      isNumeric: true,
    }) satisfies Column<Batch>;
  const columns: readonly Column<Batch>[] = [
    { id: 'number', header: t('metrics.batch'), cell: (batch) => batch.number },
    {
      id: 'state',
      header: t('items.status.short'),
      cell: (batch) => batch.error ?? t(`metrics.batch.${batch.state}`),
    },
    ...[number('items'), number('proposals')],
    ...[number('approved'), number('rejected'), number('merged')],
  ];
  return (
    <DataTable
      label={t('metrics.batches')}
      columns={columns}
      rows={batches}
      rowKey={(batch) => String(batch.number)}
    />
  );
}
