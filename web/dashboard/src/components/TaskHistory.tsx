import { useTranslation } from 'react-i18next';
import { isFinal } from '../api/tasks';
import type { Transition } from '../api/types';
import { useFormats } from '../i18n/format';
import { Section } from './Section';
import classes from './TaskDetail.module.css';
import { useNow } from './useNow';

/** Every state the task has been in, and for how long. Nothing is ever taken out of it. */
export function TaskHistory({ history }: { history: Transition[] }) {
  const { t } = useTranslation();
  const last = history.at(-1);
  const now = useNow(last !== undefined && !isFinal(last.to));
  return (
    <Section title={t('task.history')}>
      <ol className={classes.steps}>
        {history.map((step, index) => (
          <Step
            key={step.position}
            step={step}
            next={history.slice(index + 1).find((later) => later.from !== later.to)}
            now={now}
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
  const isChange = step.from !== step.to;
  const length = () => {
    if (!isChange) return '';
    if (next) return t('task.history.lasted', { duration: duration(lasted(step, next)) });
    if (isFinal(step.to)) return '';
    return t('task.history.since', { duration: duration(wholeSeconds(now - Date.parse(step.at))) });
  };
  const by = step.actor && t('task.history.by', { actor: step.actor });
  const why = [by, step.reason].filter(Boolean).join(': ');
  return (
    <li className={classes.step} data-state={isChange ? step.to : 'note'}>
      <span className={classes.what}>
        {isChange ? t(`state.${step.to}`) : t('task.history.note')}
      </span>
      <time className={classes.when} dateTime={step.at} title={exact(step.at)}>
        {instant(step.at)}
      </time>
      <span className={classes.why}>{[why, length()].filter(Boolean).join(' · ')}</span>
    </li>
  );
}

/** A running clock without restless decimals. */
function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function lasted(step: Transition, next: Transition): number {
  return next.duration_ms ?? Date.parse(next.at) - Date.parse(step.at);
}
