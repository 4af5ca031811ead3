import { NativeSelect } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ResultView } from '../api/experiments';
import type { Experiment, ExperimentComparison, ExperimentMetrics } from '../api/types';
import { useFormats } from '../i18n/format';
import { DataTable, type Column } from './DataTable';
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
          ...others.map(({ id, name }) => ({ value: id, label: `${name} (${id})` })),
        ]}
        onChange={(event) => onChoose(event.currentTarget.value || undefined)}
      />
      {comparison?.shared === 0 && <p role="status">{t('experiments.compare.apart')}</p>}
      {other?.metrics && comparison && comparison.shared > 0 && (
        <>
          <Pairs {...{ ...props, comparison }} />
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

interface Rate {
  name: 'accuracy' | 'f1' | 'coverage';
  here: number;
  there: number;
}

interface RatesProps {
  metrics: ExperimentMetrics;
  other: ExperimentMetrics;
  id: string;
}

function Rates({ metrics, other, id }: RatesProps) {
  const { t } = useTranslation();
  const { share } = useFormats();
  const rows: readonly Rate[] = [
    { name: 'accuracy', here: metrics.accuracy, there: other.accuracy },
    { name: 'f1', here: metrics.macro_f1, there: other.macro_f1 },
    { name: 'coverage', here: metrics.coverage, there: other.coverage },
  ];
  const columns: readonly Column<Rate>[] = [
    {
      id: 'name',
      header: t('experiments.compare.figure'),
      cell: ({ name }) => t(`experiments.${name}`),
    },
    {
      ...{ id: 'here', header: t('experiments.compare.this'), isNumeric: true },
      cell: ({ here }) => share(here),
    },
    {
      ...{ id: 'there', header: t('experiments.compare.other', { id }), isNumeric: true },
      cell: ({ there }) => share(there),
    },
    {
      ...{ id: 'difference', header: t('experiments.compare.difference'), isNumeric: true },
      cell: ({ here, there }) => `${here > there ? '+' : ''}${share(here - there)}`,
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
