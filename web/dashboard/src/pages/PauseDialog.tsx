import { useMutation, useQueryClient } from '@tanstack/react-query';
import { pause, pauses } from '../api/queue';
import { PauseDialog as Asking, type Pausable } from '../components/PauseDialog';

interface Props {
  what: Pausable;
  onClose: () => void;
}

/** Asks why before work is stopped, and stops it. */
export function PauseDialog({ what, onClose }: Props) {
  const client = useQueryClient();
  const pausing = useMutation({
    mutationFn: pause,
    onSuccess: onClose,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['queues'] }),
        client.invalidateQueries({ queryKey: pauses.queryKey }),
      ]),
  });
  return (
    <Asking
      {...{ what, onClose }}
      isBusy={pausing.isPending}
      error={pausing.error}
      onPause={(asked) => pausing.mutate(asked)}
    />
  );
}
