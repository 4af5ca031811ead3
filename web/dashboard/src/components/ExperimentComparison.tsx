import { NativeSelect } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ResultView } from '../api/experiments';
import type { Experiment, ExperimentComparison, ExperimentMetrics } from '../api/types';
import { useFormats } from '../i18n/format';
import { chance } from './chance';
import { DataTable, type Column } from './DataTable';
import { dollars, engineOf } from './experimentWords';
import classes from './ExperimentView.module.css';
import { Section } from './Section';

const PAIRS = ['both_right', 'better', 'worse', 'both_wrong'] as const;

interface Props {
  experiment: Experiment;
  metrics: ExperimentMetrics;
  /** Completed ones of the project that are as large. */
  others: readonly Experiment[];
  view: ResultView;
  /** Over the items that both have; undefined until it is read, or with nothing chosen. */
  comparison: ExperimentComparison | undefined;
  onChoose: (id: string | undefined) => void;
}

/** This experiment beside another: their figures, and where one was right and the other not. */
export function ExperimentComparisonView(props: Props) {
  const { metrics, others, view, comparison, onChoose } = props;
  const { t } = useTranslation();
  const { share } = useFormats();
  const other = others.find(({ id }) => id === view.against);
  return (
    <Section title={t('experiments.compare')}>
      <NativeSelect
        size="xs"
        className={classes.choice}
        label={t('experiments.compare.with')}
        value={view.against ?? ''}
        data={[
          { value: '', label: t('experiments.compare.nothing') },
          ...others.map((each) => ({
            value: each.id,
            label: [
              `${each.name} (${each.id})`,
              engineOf(each),
              ...(each.metrics ? [share(each.metrics.accuracy)] : []),
            ].join(' · '),
          })),
        ]}
        onChange={(event) => onChoose(event.currentTarget.value || undefined)}
      />
      {comparison?.shared === 0 && <p role="status">{t('experiments.compare.apart')}</p>}
      {other?.metrics && comparison && comparison.shared > 0 && (
        <>
          <Pairs {...{ ...props, comparison }} />
          <Chance {...comparison} />
          <Rates {...{ metrics, other: other.metrics, id: other.id }} />
        </>
      )}
    </Section>
  );
}

interface PairsProps extends Pick<Props, 'experiment' | 'view'> {
  comparison: ExperimentComparison;
}

function Pairs({ experiment, view, comparison }: PairsProps) {
  const { t } = useTranslation();
  const { count } = useFormats();
  return (
    <dl className={classes.figures}>
      {PAIRS.map((pair) => (
        <div key={pair} className={classes.figure}>
          <dt>{t(`experiments.compare.${pair}`)}</dt>
          <dd className={classes.number}>
            {comparison[pair] > 0 && (pair === 'better' || pair === 'worse') ? (
              <Link
                to="/experiments/$id"
                params={{ id: experiment.id }}
                search={{ ...(view.against && { against: view.against }), outcome: pair }}
                aria-label={`${t(`experiments.compare.${pair}`)}: ${count(comparison[pair])}`}
              >
                {count(comparison[pair])}
              </Link>
            ) : (
              count(comparison[pair])
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Below it, by custom, a result counts as more than chance. */
const CLEAR = 0.05;

/** Whether the one that is right more often is so by more than chance. */
function Chance({ better, worse }: ExperimentComparison) {
  const { t } = useTranslation();
  const { share, count } = useFormats();
  if (better + worse === 0) return null;
  const probability = chance(better, worse);
  const told = probability < 0.001 ? `< ${share(0.001)}` : share(probability);
  return (
    <p className={classes.next}>
      {t(probability < CLEAR ? 'experiments.compare.clear' : 'experiments.compare.chance', {
        number: count(better + worse),
        share: told,
      })}
    </p>
  );
}

interface Rate {
  name: string;
  here: number;
  there: number;
  told: (value: number) => string;
  /** How a difference is told, without its sign. */
  apart: (value: number) => string;
}

interface RatesProps {
  metrics: ExperimentMetrics;
  other: ExperimentMetrics;
  id: string;
}

function Rates({ metrics, other, id }: RatesProps) {
  const { t } = useTranslation();
  const rows = useRates(metrics, other);
  const columns: readonly Column<Rate>[] = [
    {
      id: 'name',
      header: t('experiments.compare.figure'),
      cell: ({ name }) => name,
    },
    {
      ...{ id: 'here', header: t('experiments.compare.this'), isNumeric: true },
      cell: ({ here, told }) => told(here),
    },
    {
      ...{ id: 'there', header: t('experiments.compare.other', { id }), isNumeric: true },
      cell: ({ there, told }) => told(there),
    },
    {
      ...{ id: 'difference', header: t('experiments.compare.difference'), isNumeric: true },
      cell: ({ here, there, apart }) => `${sign(here - there)}${apart(Math.abs(here - there))}`,
    },
  ];
  return (
    <DataTable
      label={t('experiments.compare')}
      columns={columns}
      rows={rows}
      rowKey={({ name }) => name}
    />
  );
}

function useRates(here: ExperimentMetrics, there: ExperimentMetrics): readonly Rate[] {
  const { t } = useTranslation();
  const { share, duration } = useFormats();
  const rate = (name: string, of: (metrics: ExperimentMetrics) => number, told = share): Rate => ({
    ...{ name, here: of(here), there: of(there), told, apart: told },
  });
  const brief = (ms: number) => (ms < 1 ? `< ${duration(1)}` : duration(ms));
  const time = rate(t('experiments.time'), (each) => 1000 * each.mean_seconds, brief);
  const isPaid = here.mean_cost > 0 || there.mean_cost > 0;
  return [
    rate(t('experiments.accuracy'), (each) => each.accuracy),
    rate(t('experiments.f1'), (each) => each.macro_f1),
    rate(t('experiments.coverage'), (each) => each.coverage),
    rate(t('experiments.sure'), (each) => each.mean_confidence),
    // Milliseconds are told as whole ones.
    { ...time, here: Math.round(time.here), there: Math.round(time.there), apart: duration },
    ...(isPaid ? [rate(t('experiments.compare.cost'), (each) => each.mean_cost, dollars)] : []),
  ];
}

function sign(difference: number): string {
  if (difference === 0) return '';
  return difference > 0 ? '+' : '−';
}
