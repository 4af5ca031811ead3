/** Queues, for everybody; pausing and resuming them, for administrators. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { accepted, api, body } from './client';
import { asOfKey, KEPT } from './moments';
import type { Pause } from './types';
import { present } from './view';

export const pauses = queryOptions({
  queryKey: ['queue'],
  queryFn: async ({ signal }) => body(await api.GET('/api/admin/queue', { signal })).paused,
});

/** The pauses that stood. */
export const pastPauses = (asOf: string) =>
  queryOptions({
    queryKey: asOfKey(asOf, 'queue'),
    queryFn: async ({ signal }) => {
      const params = { query: { as_of: asOf } };
      return body(await api.GET('/api/admin/queue', { params, signal })).paused;
    },
    placeholderData: keepPreviousData,
    gcTime: KEPT,
  });

/** The counts are over the tasks that one sees, of a project if one is chosen; `live.ts` asks again after events of tasks. */
export const queueList = (project: string | undefined) =>
  queryOptions({
    queryKey: ['queues', project ?? null],
    queryFn: async ({ signal }) => {
      const params = { query: present({ project }) };
      return body(await api.GET('/api/queues', { params, signal })).items;
    },
  });

export interface PauseAsked {
  /** All of them where it is null. */
  queue: string | null;
  task: string | null;
  reason: string;
  /** It ends by itself then. */
  resume_at: string | null;
}

export async function pause({ reason, ...asked }: PauseAsked): Promise<void> {
  accepted(
    await api.POST('/api/admin/queue/pause', { body: { ...asked, reason: reason || null } }),
  );
}

/** Lift one pause: that of exactly this queue and this task name. */
export async function resumeQueue({ queue, task }: Pick<Pause, 'queue' | 'task'>): Promise<void> {
  accepted(await api.POST('/api/admin/queue/resume', { body: { queue, task } }));
}
