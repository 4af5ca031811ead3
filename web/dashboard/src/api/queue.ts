/** Pausing and resuming all queues. Administrators only. */
import { queryOptions } from '@tanstack/react-query';
import { accepted, api, body } from './client';

export const pauses = queryOptions({
  queryKey: ['queue'],
  queryFn: async ({ signal }) => body(await api.GET('/api/admin/queue', { signal })).paused,
});

export async function pauseQueue(reason: string): Promise<void> {
  accepted(
    await api.POST('/api/admin/queue/pause', { body: { queue: null, reason: reason || null } }),
  );
}

/** Lift one pause; `queue: null` is the one over every queue. */
export async function resumeQueue(queue: string | null): Promise<void> {
  accepted(await api.POST('/api/admin/queue/resume', { body: { queue } }));
}
