import { Button } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { OUTCOMES } from '../api/tasks';
import type { Attempt } from '../api/types';
import { useFormats } from '../i18n/format';
import { plainText } from './plainText';
import { Section } from './Section';
import { StateLabel } from './StateLabel';
import classes from './TaskDetail.module.css';
import { TaskFrames } from './TaskFrames';
import { useNow } from './useNow';

const SECOND = 1000; // ms

interface Props {
  attempts: Attempt[];
  /** Show what the attempt logged. */
  onLogs: (number: number) => void;
}

/** The executions, newest first, each with its worker, its length and what went wrong. */
export function TaskAttempts({ attempts, onLogs }: Props) {
  const { t } = useTranslation();
  return (
    <Section title={t('task.attempts')}>
      {attempts.length === 0 && <p className={classes.dim}>{t('task.attempts.none')}</p>}
      <ol className={classes.attempts}>
        {attempts.toReversed().map((attempt) => (
          <AttemptCard key={attempt.number} {...{ attempt, onLogs }} />
        ))}
      </ol>
    </Section>
  );
}

function AttemptCard({ attempt, onLogs }: { attempt: Attempt; onLogs: Props['onLogs'] }) {
  const { t } = useTranslation();
  const { instant } = useFormats();
  const state = OUTCOMES.find((outcome) => outcome === attempt.outcome) ?? 'in_progress';
  return (
    <li className={classes.attempt}>
      <div className={classes.line}>
        <span className={classes.what}>
          {t('task.attempt')} {attempt.number}
        </span>
        <StateLabel state={state} />
        <Length attempt={attempt} />
      </div>
      <div className={classes.line}>
        <span className={classes.when}>{attempt.worker}</span>
        <span className={classes.when}>{instant(attempt.started_at)}</span>
      </div>
      {attempt.error && (
        <pre className={classes.code} data-kind="error" tabIndex={0}>
          {plainText([attempt.error_class, attempt.error].filter(Boolean).join(': '))}
        </pre>
      )}
      {attempt.frames && <TaskFrames frames={attempt.frames} />}
      {attempt.traceback && (
        <details>
          <summary className={classes.summary}>{t('task.attempts.traceback')}</summary>
          <pre className={classes.code} tabIndex={0}>
            {plainText(attempt.traceback)}
          </pre>
        </details>
      )}
      <div>
        <Button
          {...{ size: 'compact-xs', variant: 'subtle' }}
          leftSection={<IconFileText size={14} />}
          aria-label={t('task.attempts.logs.of', { number: attempt.number })}
          onClick={() => onLogs(attempt.number)}
        >
          {t('task.attempts.logs')}
        </Button>
      </div>
    </li>
  );
}

function Length({ attempt: { started_at, finished_at } }: { attempt: Attempt }) {
  const { duration } = useFormats();
  const now = useNow(finished_at === null);
  if (finished_at !== null) {
    return <span>{duration(Date.parse(finished_at) - Date.parse(started_at))}</span>;
  }
  const seconds = Math.floor((now - Date.parse(started_at)) / SECOND);
  return <span>{duration(SECOND * seconds)}</span>;
}
