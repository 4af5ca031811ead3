import { useMutation, useQueryClient } from '@tanstack/react-query';
import { pauses } from '../api/queue';
import { useWhileShown } from '../components/useWhileShown';

/** Changes what may start, and reads again what tells of it. */
export function useQueueChange<Given>(
  change: (given: Given) => Promise<void>,
  onDone?: () => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: useWhileShown(() => onDone?.()),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['queues'] }),
        client.invalidateQueries({ queryKey: pauses.queryKey }),
      ]),
  });
}
