import { ActionIcon, Button, Progress } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { stepsOf, type Step } from '../api/runs';
import type { Run } from '../api/types';
import { useFormats } from '../i18n/format';
import { RunMetrics } from './RunMetrics';
import { over } from './RunRows';
import { RunState } from './RunState';
import classes from './RunView.module.css';
import { Section } from './Section';
import detail from './TaskDetail.module.css';
import { WorkFacts } from './WorkFacts';

const DECISIONS = ['approved', 'rejected', 'merged'] as const;

interface Props {
  run: Run;
  mayAct: boolean;
  busy: Step | undefined;
  refusal: Error | null;
  onStep: (step: Step) => void;
  onClose: () => void;
}

/** A run: what it waits for, how far it is, what it found, and how well in the end. */
export function RunView({ run, mayAct, busy, refusal, onStep, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <div className={detail.detail}>
      <div>
        <div className={detail.bar}>
          <RunState run={run} />
          <span>{run.project}</span>
          <ActionIcon
            {...{ variant: 'subtle', color: 'gray', size: 44, className: detail.close }}
            aria-label={t('runs.close.panel')}
            onClick={onClose}
          >
            <IconX size={18} />
          </ActionIcon>
        </div>
        <h2 className={detail.name}>{t('runs.run', { id: run.id })}</h2>
        <p className={classes.next}>{t(nextOf(run))}</p>
        {mayAct && <Steps {...{ run, busy, onStep }} />}
        {refusal && (
          <p className={detail.refused} role="alert">
            {refusal.message}
          </p>
        )}
      </div>
      <Batches run={run} />
      <Counters run={run} />
      <Errors run={run} />
      {run.accuracy_metrics && <RunMetrics metrics={run.accuracy_metrics} />}
      <Facts run={run} />
    </div>
  );
}

/** What has to happen next, or what it came to. */
function nextOf(run: Run) {
  if (run.state !== 'pending') return `runs.next.${run.state}` as const;
  return run.task_id === null ? 'runs.next.pending' : 'runs.next.queued';
}

function Steps({ run, busy, onStep }: Pick<Props, 'run' | 'busy' | 'onStep'>) {
  const { t } = useTranslation();
  return (
    <div className={classes.steps}>
      {stepsOf(run).map((step) => (
        <Button
          key={step}
          size="xs"
          variant={step === 'start' || step === 'close' ? 'filled' : 'default'}
          loading={busy === step}
          disabled={busy !== undefined && busy !== step}
          onClick={() => onStep(step)}
        >
          {t(`runs.${step}`)}
        </Button>
      ))}
    </div>
  );
}

function Batches({ run }: { run: Run }) {
  const { t } = useTranslation();
  const { total, failed } = run.batches;
  if (total === 0) return null;
  const label = t('runs.batches.of', { done: over(run), total });
  return (
    <Section title={t('runs.progress')}>
      <p className={detail.progress}>
        <span>{label}</span>
        {failed > 0 && (
          <span className={classes.failed}>{t('runs.batches.failed', { number: failed })}</span>
        )}
      </p>
      <Progress.Root size="sm">
        <Progress.Section value={(100 * run.batches.done) / total} aria-label={label} />
        <Progress.Section value={(100 * failed) / total} color="red" aria-hidden />
      </Progress.Root>
      <p className={detail.dim}>
        {t('runs.items', { kept: run.items.kept, found: run.items.found })}
      </p>
    </Section>
  );
}

function Counters({ run }: { run: Run }) {
  const { t } = useTranslation();
  const { counters, id } = run;
  const numbers = [
    { name: 'pending', search: { kind: 'task', run: id } as const },
    ...DECISIONS.map((state) => ({
      name: state,
      search: { kind: 'task', run: id, state } as const,
    })),
  ] as const;
  return (
    <Section title={t('runs.proposals', { count: counters.total })}>
      <ul className={classes.counters}>
        {numbers.map(({ name, search }) => (
          <li key={name}>
            <Link to="/proposals" search={search} className={classes.counter}>
              <span className={classes.number}>{counters[name]}</span>
              {t(`proposals.${name}`)}
            </Link>
          </li>
        ))}
      </ul>
      {counters.pending > 0 && (
        <p>
          <Link to="/proposals" search={{ kind: 'task', run: id }} className={detail.filter}>
            {t('runs.review', { count: counters.pending })}
          </Link>
        </p>
      )}
    </Section>
  );
}

function Errors({ run }: { run: Run }) {
  const { t } = useTranslation();
  const { exact } = useFormats();
  if (run.error_log.length === 0) return null;
  return (
    <Section title={t('runs.errors')}>
      <ul className={classes.errors}>
        {run.error_log.map(({ at, error, batch }) => (
          <li key={`${at}-${batch ?? ''}`}>
            <p className={detail.dim}>
              {exact(at)}
              {typeof batch === 'number' && ` · ${t('runs.batch', { number: batch })}`}
            </p>
            <pre className={detail.code} data-kind="error">
              {error}
            </pre>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Facts({ run }: { run: Run }) {
  const { t } = useTranslation();
  const { exact, count } = useFormats();
  const facts: [string, string | null][] = [
    [t('runs.source'), t(`runs.source.${run.source}`)],
    [t('runs.window'), `${exact(run.window_start)} – ${exact(run.window_end)}`],
    [t('runs.by'), run.created_by?.name ?? null],
    [t('runs.created'), exact(run.created_at)],
    [t('runs.started'), run.started_at && exact(run.started_at)],
    [t('runs.completed'), run.completed_at && exact(run.completed_at)],
    [t('runs.closed'), run.closed_at && exact(run.closed_at)],
    [t('runs.engine'), [run.engine, run.model].filter(Boolean).join(' · ') || null],
    [t('runs.tokens'), run.tokens.input + run.tokens.output > 0 ? tokens() : null],
  ];
  function tokens(): string {
    return t('runs.tokens.of', {
      input: count(run.tokens.input),
      output: count(run.tokens.output),
    });
  }
  return <WorkFacts facts={facts} taskId={run.task_id} />;
}
