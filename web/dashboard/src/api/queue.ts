/** Pausing all queues, and resuming whatever is paused. Administrators only. */
import { queryOptions } from '@tanstack/react-query';
import { accepted, api, body } from './client';
import type { Pause } from './types';

export const pauses = queryOptions({
  queryKey: ['queue'],
  queryFn: async ({ signal }) => body(await api.GET('/api/admin/queue', { signal })).paused,
});

export async function pauseQueue(reason: string): Promise<void> {
  accepted(
    await api.POST('/api/admin/queue/pause', { body: { queue: null, reason: reason || null } }),
  );
}

/** Lift one pause: that of exactly this queue and this task name. */
export async function resumeQueue({ queue, task }: Pause): Promise<void> {
  accepted(await api.POST('/api/admin/queue/resume', { body: { queue, task } }));
}
