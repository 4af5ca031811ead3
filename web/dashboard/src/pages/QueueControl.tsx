import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { pauseQueue, pauses, resumeQueue } from '../api/queue';
import { PauseButton } from '../components/PauseButton';
import { PauseNotice } from '../components/PauseNotice';

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
  const paused = useQuery(pauses);
  const resuming = useMutation({
    mutationFn: resumeQueue,
    onSuccess: () => client.invalidateQueries({ queryKey: pauses.queryKey }),
  });
  return paused.data?.map((pause) => (
    <PauseNotice
      key={`${pause.queue ?? ''}/${pause.task ?? ''}`}
      pause={pause}
      isBusy={resuming.isPending}
      error={resuming.error}
      onResume={() => resuming.mutate(pause)}
    />
  ));
}
