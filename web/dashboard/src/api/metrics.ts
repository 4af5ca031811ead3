import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import { asOfKey, KEPT } from './moments';

/** Numbers over the whole queue: no event carries them, so `live.ts` asks again after events. */
export const metrics = queryOptions({
  queryKey: ['metrics'],
  queryFn: async ({ signal }) => body(await api.GET('/api/metrics/summary', { signal })),
  // Numbers of the last minute and the last hour age while nothing happens.
  refetchInterval: 60_000, // ms
});

export const pastMetrics = (asOf: string) =>
  queryOptions({
    queryKey: asOfKey(asOf, 'metrics'),
    queryFn: async ({ signal }) => {
      const params = { query: { as_of: asOf } };
      return body(await api.GET('/api/metrics/summary', { params, signal }));
    },
    placeholderData: keepPreviousData,
    gcTime: KEPT,
  });

export const config = queryOptions({
  queryKey: ['config'],
  queryFn: async ({ signal }) => body(await api.GET('/api/config', { signal })),
});
