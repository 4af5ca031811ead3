import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { pastPauses, pauseQueue, pauses, resumeQueue } from '../api/queue';
import { PauseButton } from '../components/PauseButton';
import { PauseFold } from '../components/PauseFold';
import { PauseNotice } from '../components/PauseNotice';
import { useAsOf } from './useAsOf';

export function PauseSwitch() {
  const client = useQueryClient();
  const paused = useQuery(pauses);
  const pausing = useMutation({
    mutationFn: pauseQueue,
    onSuccess: () => client.invalidateQueries({ queryKey: pauses.queryKey }),
  });
  if (paused.data?.some((pause) => pause.queue === null && pause.task === null)) return null;
  return (
    <PauseButton
      isBusy={pausing.isPending}
      error={pausing.error}
      onPause={(reason) => pausing.mutate(reason)}
    />
  );
}

export function PauseNotices() {
  const client = useQueryClient();
  const asOf = useAsOf();
  const present = useQuery({ ...pauses, enabled: asOf === undefined });
  const past = useQuery({ ...pastPauses(asOf ?? ''), enabled: asOf !== undefined });
  const paused = asOf === undefined ? present : past;
  const resuming = useMutation({
    mutationFn: resumeQueue,
    onSuccess: () => client.invalidateQueries({ queryKey: pauses.queryKey }),
  });
  const all = paused.data ?? [];
  return (
    <PauseFold pauses={all}>
      {all.map((pause) => (
        <PauseNotice
          key={`${pause.queue ?? ''}/${pause.task ?? ''}`}
          pause={pause}
          isBusy={resuming.isPending}
          error={resuming.error}
          onResume={asOf === undefined ? () => resuming.mutate(pause) : undefined}
        />
      ))}
    </PauseFold>
  );
}
