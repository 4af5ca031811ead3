/** Worker processes: those that live, and those that went within an hour. */
import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { Worker } from './types';
import { soonest, type Timing } from './useTimed';

export const workerList = queryOptions({
  queryKey: ['workers'],
  queryFn: async ({ signal }) => body(await api.GET('/api/workers', { signal })).items,
});

/** Events of workers, and of whatever they run, are told to administrators alone. */
export const workerTiming = (isAdmin: boolean): Timing<readonly Worker[]> => ({
  ...{ every: 5000, stands: soonest, isTold: isAdmin },
});
