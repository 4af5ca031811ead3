import { useTranslation } from 'react-i18next';
import type { Experiment, ExperimentMetrics } from '../api/types';
import { useFormats } from '../i18n/format';
import { dollars } from './experimentWords';
import classes from './ExperimentView.module.css';
import { Section } from './Section';

interface Props {
  experiment: Experiment;
  metrics: ExperimentMetrics;
}

interface Figure {
  name: string;
  value: string;
  help?: string;
  isBad?: boolean;
}

/** What it comes to over all items; no better than the commonest class is bad. */
export function ExperimentFigures({ experiment, metrics }: Props) {
  const { t } = useTranslation();
  const figures = useFigures(experiment, metrics);
  return (
    <Section title={t('experiments.results')}>
      <dl className={classes.figures}>
        {figures.map(({ name, value, help, isBad }) => (
          <div key={name} className={classes.figure} data-tone={isBad && 'bad'}>
            <dt>{name}</dt>
            <dd className={classes.number}>{value}</dd>
            {help && <dd className={classes.help}>{help}</dd>}
          </div>
        ))}
      </dl>
    </Section>
  );
}

function useFigures({ counts, cost }: Experiment, metrics: ExperimentMetrics): Figure[] {
  const { t } = useTranslation();
  const { share, count, duration } = useFormats();
  const { accuracy, majority_baseline: baseline, coverage } = metrics;
  const wrong = metrics.mean_confidence_when_wrong;
  const ms = 1000 * metrics.mean_seconds;
  const figures: Figure[] = [
    {
      name: t('experiments.accuracy'),
      value: share(accuracy),
      help: t('experiments.accuracy.help', {
        correct: count(counts.correct),
        number: count(counts.classified),
      }),
      isBad: accuracy <= baseline,
    },
    {
      name: t('experiments.baseline'),
      value: share(baseline),
      help: t('experiments.baseline.help'),
    },
    {
      name: t('experiments.f1'),
      value: share(metrics.macro_f1),
      help: t('experiments.f1.help', {
        precision: share(metrics.macro_precision),
        recall: share(metrics.macro_recall),
      }),
    },
    {
      name: t('experiments.coverage'),
      value: share(coverage),
      help: t('experiments.coverage.help', {
        number: count(counts.classified),
        total: count(counts.items),
      }),
      isBad: coverage < 1,
    },
    {
      name: t('experiments.sure'),
      value: share(metrics.mean_confidence),
      ...(wrong !== null && { help: t('experiments.sure.help', { percent: share(wrong) }) }),
    },
    { name: t('experiments.time'), value: `${ms < 1 ? '< ' : ''}${duration(Math.max(1, ms))}` },
  ];
  if (cost > 0) {
    figures.push({
      name: t('experiments.cost'),
      value: dollars(cost),
      help: t('experiments.cost.help', { dollars: dollars(metrics.mean_cost) }),
    });
  }
  return figures;
}
