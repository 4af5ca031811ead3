import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isUnfinished, type ResultView } from '../api/experiments';
import type { ClassMetrics, ExperimentDetail } from '../api/types';
import { useFormats } from '../i18n/format';
import { ConfusionTable } from './ConfusionTable';
import { DataTable, type Column } from './DataTable';
import { ExperimentFigures } from './ExperimentFigures';
import { engineOf } from './experimentWords';
import classes from './ExperimentView.module.css';
import { Section } from './Section';
import detail from './TaskDetail.module.css';
import { WorkFacts } from './WorkFacts';

interface Props {
  experiment: ExperimentDetail;
  view: ResultView;
}

/** How far an experiment is, and what it found: over all, by class, and class against class. */
export function ExperimentView({ experiment, view }: Props) {
  const { t } = useTranslation();
  const { id, metrics, confusion } = experiment;
  return (
    <>
      {experiment.state !== 'completed' && (
        <>
          <p className={classes.next}>{t(`experiments.next.${experiment.state}`)}</p>
          {experiment.error !== null && (
            <pre className={detail.code} data-kind="error">
              {experiment.error}
            </pre>
          )}
          <Steps experiment={experiment} />
        </>
      )}
      {metrics && <ExperimentFigures {...{ experiment, metrics }} />}
      {metrics && (
        <div className={classes.tables}>
          <Section title={t('experiments.confusion')}>
            <ConfusionTable
              {...{ id, cells: confusion }}
              labels={experiment.classes.map(({ label }) => label)}
              chosen={{ expected: view.expected, predicted: view.predicted }}
            />
          </Section>
          <Classes experiment={experiment} />
        </div>
      )}
    </>
  );
}

function Steps({ experiment }: { experiment: ExperimentDetail }) {
  const { t } = useTranslation();
  const { count, duration } = useFormats();
  const { counts, eta_seconds: eta } = experiment;
  const { items, classified, correct, failed } = counts;
  const done = t('experiments.done', { done: count(classified + failed), total: count(items) });
  const left = isUnfinished(experiment) && eta !== null ? duration(1000 * eta) : null;
  return (
    <Section title={t('experiments.progress')}>
      <p className={detail.progress}>
        <span>
          {done}
          {left !== null && ` · ${t('task.left', { time: left })}`}
        </span>
        <span>
          {t('experiments.right', { number: count(correct) })}
          {failed > 0 && ` · ${t('experiments.unread', { number: count(failed) })}`}
        </span>
      </p>
      <Progress.Root size="sm">
        <Progress.Section value={(100 * classified) / items} aria-label={done} />
        <Progress.Section value={(100 * failed) / items} color="red" aria-hidden />
      </Progress.Root>
    </Section>
  );
}

function Classes({ experiment }: { experiment: ExperimentDetail }) {
  const { t } = useTranslation();
  const { share, count } = useFormats();
  const whole = (id: 'support' | 'predicted' | 'correct') =>
    ({
      ...{ id, header: t(`experiments.class.${id}`), isNumeric: true },
      cell: (each: ClassMetrics) => count(each[id]),
      isSecondary: id !== 'support',
    }) satisfies Column<ClassMetrics>;
  const rate = (id: 'precision' | 'recall' | 'f1') =>
    ({
      ...{ id, header: t(`experiments.class.${id}`), isNumeric: true },
      cell: (each: ClassMetrics) => share(each[id]),
    }) satisfies Column<ClassMetrics>;
  const columns: readonly Column<ClassMetrics>[] = [
    {
      id: 'label',
      header: t('experiments.class'),
      cell: ({ label }) => <span className={classes.label}>{label}</span>,
    },
    ...[whole('support'), whole('predicted'), whole('correct')],
    ...[rate('precision'), rate('recall'), rate('f1')],
  ];
  return (
    <Section title={t('experiments.classes')}>
      <p className={classes.next}>{t('experiments.class.help')}</p>
      <DataTable
        label={t('experiments.classes')}
        columns={columns}
        rows={experiment.classes}
        rowKey={({ label }) => label}
      />
    </Section>
  );
}

/** Where its items come from, who asked, and the task that carries it out. */
export function ExperimentFacts({ experiment }: { experiment: ExperimentDetail }) {
  const { t } = useTranslation();
  const { exact, count } = useFormats();
  const { source, again_of, tokens, task_id } = experiment;
  const spent = tokens.input + tokens.output;
  const facts: [string, string | null][] = [
    [t('task.project'), experiment.project],
    [
      t('experiments.source'),
      source === 'again'
        ? t('experiments.source.again', { id: again_of ?? '' })
        : t(`experiments.source.${source}`),
    ],
    [t('runs.by'), experiment.created_by?.name ?? null],
    [t('runs.created'), exact(experiment.created_at)],
    [t('runs.started'), experiment.started_at && exact(experiment.started_at)],
    [t('runs.completed'), experiment.finished_at && exact(experiment.finished_at)],
    [t('runs.engine'), engineOf(experiment) || null],
    [
      t('runs.tokens'),
      spent > 0
        ? t('runs.tokens.of', { input: count(tokens.input), output: count(tokens.output) })
        : null,
    ],
  ];
  return (
    <WorkFacts facts={facts} taskId={task_id}>
      <Labels labels={experiment.labels} />
    </WorkFacts>
  );
}

function Labels({ labels }: Pick<ExperimentDetail, 'labels'>) {
  const { t } = useTranslation();
  return (
    <details>
      <summary className={classes.summary}>
        {t('experiments.labels')} ({labels.length})
      </summary>
      <dl className={detail.facts}>
        {labels.map(({ name, description }) => (
          <div key={name} className={classes.fact}>
            <dt>{name}</dt>
            <dd>{description || t('task.none')}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
