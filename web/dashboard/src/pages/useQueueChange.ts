import { useQueryClient } from '@tanstack/react-query';
import { pauses } from '../api/queue';
import { useDeed } from './useDeed';

/** Changes what may start, and reads again what tells of it. */
export function useQueueChange<Given>(
  name: string | ((given: Given) => string),
  change: (given: Given) => Promise<void>,
  onDone?: () => void,
) {
  const client = useQueryClient();
  return useDeed({
    name,
    mutationFn: change,
    ...(onDone && { onDone }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['queues'] }),
        client.invalidateQueries({ queryKey: pauses.queryKey }),
      ]),
  });
}
