import { useTranslation } from 'react-i18next';
import { isFinal } from '../api/tasks';
import type { TaskDetail } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './TaskTimeline.module.css';
import { stretches, totals, type Phase } from './timeline';
import { useNow } from './useNow';

const SECOND = 1000; // ms

/** What the task spent its time with: a bar to see it, and the figures under it. */
export function TaskTimeline({ task }: { task: TaskDetail }) {
  const { t } = useTranslation();
  const { duration } = useFormats();
  const last = task.history.at(-1);
  const isOpen = last !== undefined && !isFinal(last.to);
  const now = useNow(isOpen);
  const parts = stretches(task, now);
  // A running clock without restless decimals; what is over is told to the end.
  const running = isOpen ? parts.at(-1)?.phase : undefined;
  const told = (phase: Phase, ms: number) =>
    duration(phase === running && ms >= SECOND ? Math.floor(ms / SECOND) * SECOND : ms);
  return (
    <div className={classes.timeline}>
      <div className={classes.bar} aria-hidden>
        {parts.map((part) => (
          <span
            key={`${part.position} ${part.phase}`}
            data-phase={part.phase}
            title={`${t(`phase.${part.phase}`)} ${duration(part.length)}`}
            style={{ flexGrow: Math.max(1, part.length) }}
          />
        ))}
      </div>
      <ul className={classes.totals} aria-label={t('task.timeline')}>
        {totals(parts).map(({ phase, length }) => (
          <li key={phase}>
            <span className={classes.dot} data-phase={phase} aria-hidden />
            {t(`phase.${phase}`)} <span className={classes.length}>{told(phase, length)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
