import { useTranslation } from 'react-i18next';
import type { Why } from '../api/types';
import { useFormats } from '../i18n/format';
import { Section } from './Section';
import classes from './TaskDetail.module.css';
import { useActor } from './useActor';
import { useNow } from './useNow';

/** Why a task that waits is not running: what the server found, in the reader's language. */
export function TaskWhy({ why }: { why: Why }) {
  const { t } = useTranslation();
  const sentence = useSentence(why);
  return (
    <Section title={t('task.why')}>
      <div className={classes.waits}>
        <p role="status">{sentence}</p>
        {/* Beside what is announced: nobody wants to hear each second. */}
        <Course why={why} />
      </div>
    </Section>
  );
}

/** In how long it changes or, where nobody knows, for how long it has been so. */
function Course({ why }: { why: Why }) {
  const { t } = useTranslation();
  const { relative, duration } = useFormats();
  const now = useNow(true);
  const { until, since } = boundsOf(why);
  if (until) return <p className={classes.dim}>{relative(Math.max(0, Date.parse(until) - now))}</p>;
  if (!since) return null;
  const time = duration(now - Date.parse(since));
  return <p className={classes.dim}>{t('why.lasting', { time })}</p>;
}

interface Bounds {
  until?: string | null | undefined;
  since?: string | null | undefined;
}

function boundsOf({ reason, pause, lock, schedule, queue }: Why): Bounds {
  switch (reason) {
    case 'paused':
      return { until: pause?.resume_at, since: pause?.at };
    case 'locked':
      return { since: lock?.since };
    case 'scheduled':
      return { until: schedule?.at };
    case 'no_worker':
      // Where some serve the queue, one that does not know the task was heard last.
      return queue?.unaware ? {} : { since: queue?.last_worker_at };
    case 'queued':
      return { until: queue?.eta_at };
    default:
      return {};
  }
}

function useSentence({ reason, sentence, pause, lock, schedule, queue }: Why): string {
  const { t } = useTranslation();
  const { moment, count } = useFormats();
  const actor = useActor();
  if (reason === 'paused' && pause) {
    const told = t('why.paused', { actor: actor(pause.actor, pause.by), at: moment(pause.at) });
    const end = pause.resume_at && t('why.paused.until', { at: moment(pause.resume_at) });
    return [told, pause.reason, end].filter(Boolean).join(' · ');
  }
  if (reason === 'locked' && lock) {
    const holder = lock.task_id ?? t('why.locked.foreign');
    return t(lock.state === 'pending' ? 'why.locked.line' : 'why.locked', { holder });
  }
  if (reason === 'scheduled' && schedule) {
    const told = { at: moment(schedule.at), number: schedule.attempt };
    return schedule.because === 'backoff' ? t('why.backoff', told) : t('why.scheduled', told);
  }
  if (reason === 'no_worker' && queue) {
    return t(queue.unaware ? 'why.unaware' : 'why.no_worker', { queue: queue.name });
  }
  if (reason === 'queued' && typeof queue?.ahead === 'number') {
    const place =
      queue.ahead === 0 ? t('why.next') : t('why.ahead', { number: count(queue.ahead) });
    const eta = queue.eta_at && t('why.eta', { at: moment(queue.eta_at) });
    return [place, eta].filter(Boolean).join(' · ');
  }
  return sentence;
}
