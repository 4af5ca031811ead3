import { useTranslation } from 'react-i18next';
import type { Pause } from '../api/types';
import { useFormats } from '../i18n/format';
import { useActor } from './useActor';

/** Tells what is paused, by whom, since when, and until when if that is known. */
export function usePauseSentence(): (pause: Pause) => string {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const actor = useActor();
  return ({ queue, task, ...pause }) => {
    const told = { actor: actor(pause.actor, pause.by), at: moment(pause.at) };
    const sentence = task
      ? t('queue.paused.task', { ...told, task: [task, queue].filter(Boolean).join(' / ') })
      : queue === null
        ? t('queue.paused', told)
        : t('queue.paused.one', { ...told, queue });
    const end = pause.resume_at && t('why.paused.until', { at: moment(pause.resume_at) });
    return [sentence, end].filter(Boolean).join(' · ');
  };
}
