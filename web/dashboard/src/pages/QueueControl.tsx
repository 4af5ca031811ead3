import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { pastPauses, pauses, resumeQueue } from '../api/queue';
import type { Pause } from '../api/types';
import { PauseButton } from '../components/PauseButton';
import { PauseFold } from '../components/PauseFold';
import { PauseNotice } from '../components/PauseNotice';
import { useAsOf } from './useAsOf';
import { useDeed } from './useDeed';

/** Gone while everything is paused, which a notice tells. */
export function PauseSwitch({ onPause }: { onPause: () => void }) {
  const paused = useQuery(pauses);
  if (paused.data?.some((pause) => pause.queue === null && pause.task === null)) return null;
  return <PauseButton onPause={onPause} />;
}

export function PauseNotices() {
  const asOf = useAsOf();
  const present = useQuery({ ...pauses, enabled: asOf === undefined });
  const past = useQuery({ ...pastPauses(asOf ?? ''), enabled: asOf !== undefined });
  const paused = asOf === undefined ? present : past;
  const all = paused.data ?? [];
  return (
    <PauseFold pauses={all}>
      {all.map((pause) => (
        <Paused
          key={`${pause.queue ?? ''}/${pause.task ?? ''}`}
          pause={pause}
          isPast={asOf !== undefined}
        />
      ))}
    </PauseFold>
  );
}

/** Each is resumed by itself, and told by itself when it is not. */
function Paused({ pause, isPast }: { pause: Pause; isPast: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { queue, task } = pause;
  const which = [task, queue].filter(Boolean).join(' / ');
  const resumption = which ? `${t('queues.resume')}: ${which}` : t('queue.resume');
  const resuming = useDeed({
    name: resumption,
    mutationFn: resumeQueue,
    onSettled: () => client.invalidateQueries({ queryKey: pauses.queryKey }),
  });
  return (
    <PauseNotice
      pause={pause}
      isBusy={resuming.isPending}
      error={resuming.error}
      onResume={isPast ? undefined : () => resuming.mutate(pause)}
    />
  );
}
