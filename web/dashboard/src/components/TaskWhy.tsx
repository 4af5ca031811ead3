import { useTranslation } from 'react-i18next';
import type { Why } from '../api/types';
import { useFormats } from '../i18n/format';
import { Section } from './Section';
import classes from './TaskDetail.module.css';
import { useActor } from './useActor';

/** Why a task that waits is not running: what the server found, in the reader's language. */
export function TaskWhy({ why }: { why: Why }) {
  const { t } = useTranslation();
  const sentence = useSentence(why);
  return (
    <Section title={t('task.why')}>
      <p className={classes.why} role="status">
        {sentence}
      </p>
    </Section>
  );
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
