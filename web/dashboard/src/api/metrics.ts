import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';

/** Numbers over the whole queue: no event carries them, so `live.ts` asks again after events. */
export const metrics = queryOptions({
  queryKey: ['metrics'],
  queryFn: async ({ signal }) => body(await api.GET('/api/metrics/summary', { signal })),
  // Numbers of the last minute and the last hour age while nothing happens.
  refetchInterval: 60_000, // ms
});

export const config = queryOptions({
  queryKey: ['config'],
  queryFn: async ({ signal }) => body(await api.GET('/api/config', { signal })),
});
