import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import { asOfKey, KEPT } from './moments';
import type { Metrics, Minutes } from './types';
import type { Timing } from './useTimed';

/** Numbers over the whole queue: no event carries them, so `live.ts` asks again after events. */
export const metrics = queryOptions({
  queryKey: ['metrics'],
  queryFn: async ({ signal }) => body(await api.GET('/api/metrics/summary', { signal })),
});

/** What ended leaves the last minute, hour and day as time passes; each at once if it is alone. */
export const metricsTiming: Timing<Metrics> = {
  ...{ every: 60_000, apart: 60_000, stands: ({ live }) => live?.stands_seconds ?? null },
};

/** How the queue stood at each minute of the last hour: dear, and read again once a minute. */
export const minutes = queryOptions({
  queryKey: ['minutes'],
  queryFn: async ({ signal }) => body(await api.GET('/api/metrics/minutes', { signal })),
});

/** While nothing happens the numbers stand, and the header goes on with the clock by itself. */
export const minutesTiming: Timing<Minutes> = { every: 60_000, stands: () => null };

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
