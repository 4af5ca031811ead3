import { useTranslation } from 'react-i18next';
import type { Attempt } from '../api/types';
import { useFormats } from '../i18n/format';
import { Section } from './Section';
import { StateLabel, type LabelState } from './StateLabel';
import classes from './TaskDetail.module.css';

const OUTCOMES: readonly LabelState[] = ['completed', 'failed', 'cancelled', 'lost'];

export function TaskAttempts({ attempts }: { attempts: Attempt[] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('task.attempts')}>
      {attempts.length === 0 && <p className={classes.dim}>{t('task.attempts.none')}</p>}
      <ol className={classes.attempts}>
        {attempts.toReversed().map((attempt) => (
          <AttemptCard key={attempt.number} attempt={attempt} />
        ))}
      </ol>
    </Section>
  );
}

function AttemptCard({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation();
  const { instant, duration } = useFormats();
  const { started_at, finished_at } = attempt;
  const state = OUTCOMES.find((outcome) => outcome === attempt.outcome) ?? 'in_progress';
  return (
    <li className={classes.attempt}>
      <div className={classes.line}>
        <span className={classes.what}>
          {t('task.attempt')} {attempt.number}
        </span>
        <StateLabel state={state} />
        <span>
          {finished_at
            ? duration(Date.parse(finished_at) - Date.parse(started_at))
            : t('task.attempts.running')}
        </span>
      </div>
      <div className={classes.line}>
        <span className={classes.when}>{attempt.worker}</span>
        <span className={classes.when}>{instant(started_at)}</span>
      </div>
      {attempt.error && (
        <pre className={classes.code} data-kind="error" tabIndex={0}>
          {attempt.error}
        </pre>
      )}
      {attempt.traceback && (
        <details>
          <summary className={classes.summary}>{t('task.attempts.traceback')}</summary>
          <pre className={classes.code} tabIndex={0}>
            {attempt.traceback}
          </pre>
        </details>
      )}
    </li>
  );
}
