import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { timeAt } from '../api/moments';
import { isFinal } from '../api/tasks';
import type { Transition } from '../api/types';
import { useFormats } from '../i18n/format';
import { Section } from './Section';
import classes from './TaskDetail.module.css';
import { TaskLink } from './TaskLink';
import { lasted } from './timeline';
import { useActor } from './useActor';
import { useNow } from './useNow';

const ACTIONS = [
  ...(['retry', 'retry_edited', 'cancel', 'run_now', 'reschedule', 'priority'] as const),
  'discard',
] as const;
/** What an action may change; the state has its own line. */
const FIELDS = ['priority', 'scheduled_at'] as const;

interface Props {
  history: Transition[];
}

/** Every state the task has been in, for how long, and who changed what about it, and why. */
export function TaskHistory({ history }: Props) {
  const { t } = useTranslation();
  const last = history.at(-1);
  const now = useNow(last !== undefined && !isFinal(last.to));
  return (
    <Section title={t('task.history')}>
      <ol className={classes.steps}>
        {history.map((step, index) => (
          <Step
            key={step.position}
            {...{ step, now }}
            next={history.slice(index + 1).find((later) => later.from !== later.to)}
          />
        ))}
      </ol>
    </Section>
  );
}

interface StepProps {
  step: Transition;
  /** The change that ended this state. */
  next: Transition | undefined;
  now: number;
}

function Step({ step, next, now }: StepProps) {
  const { t } = useTranslation();
  const { instant, exact, duration } = useFormats();
  const told = useActor();
  const isChange = step.from !== step.to;
  const length = () => {
    if (!isChange) return '';
    if (next) return t('task.history.lasted', { duration: duration(lasted(step, next)) });
    if (isFinal(step.to)) return '';
    return t('task.history.since', { duration: duration(wholeSeconds(now - Date.parse(step.at))) });
  };
  const by = step.actor && t('task.history.by', { actor: told(step.actor, step.by) });
  const why = [by, step.reason].filter(Boolean).join(': ');
  const action = ACTIONS.find((each) => each === step.action);
  const note = action ? t(`action.${action}`) : (step.action ?? t('task.history.note'));
  return (
    <li className={classes.step} data-state={isChange ? step.to : 'note'}>
      <span className={classes.what}>
        {isChange ? t(`state.${step.to}`) : note}
        {isChange && step.action && <span className={classes.deed}>{note}</span>}
      </span>
      <Link
        from="/"
        to="/"
        search={(search) => ({ ...search, as_of: timeAt(step.position) })}
        className={classes.when}
        title={`${exact(step.at)} · ${t('events.board')}`}
      >
        <time dateTime={step.at}>{instant(step.at)}</time>
      </Link>
      <span className={classes.why}>{[why, length()].filter(Boolean).join(' · ')}</span>
      {step.action && <Changes before={step.before} after={step.after} />}
    </li>
  );
}

/** What an action changed, each field from what it was to what it became. */
function Changes({ before, after }: Pick<Transition, 'before' | 'after'>) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const successor = after?.retried_as;
  if (typeof successor === 'string') {
    return (
      <span className={classes.why}>
        <TaskLink id={successor}>{t('task.retried_as', { id: successor })}</TaskLink>
      </span>
    );
  }
  const told = (value: unknown): string => {
    if (value === null || value === undefined) return t('task.none');
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return /^\d{4}-\d\d-\d\dT/.test(text) ? moment(text) : text;
  };
  return FIELDS.filter((field) => told(before?.[field]) !== told(after?.[field])).map((field) => (
    <span key={field} className={classes.why}>
      {t('task.history.change', {
        field: t(`field.${field}`),
        before: told(before?.[field]),
        after: told(after?.[field]),
      })}
    </span>
  ));
}

/** A running clock without restless decimals. */
function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
