/** Why a task is not running, and for how long that stands. */
import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { Why } from './types';
import type { Timing } from './useTimed';

/** The open task's reason: read again when tasks or pauses change, as no event carries it. */
export const taskWhy = (id: string) =>
  queryOptions({
    queryKey: ['why', id],
    queryFn: async ({ signal }) =>
      body(await api.GET('/api/tasks/{id}/why', { params: { path: { id } }, signal })),
  });

/** Events of what else is in the queue, and of workers, are told to administrators alone. */
export const whyTiming = (isAdmin: boolean): Timing<Why> => ({
  ...{ every: 5000, stands: (why) => why.stands_seconds, isTold: isAdmin },
});
