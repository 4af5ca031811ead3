import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import { asOfKey, KEPT } from './moments';
import type { Metrics, Minutes } from './types';
import type { Timing } from './useTimed';
import { present } from './view';

/**
 * Numbers over all tasks, or over those of a project: no event carries them, so `live.ts` asks again
 * after events.
 */
export const metrics = (project: string | undefined) =>
  queryOptions({
    queryKey: ['metrics', project ?? null],
    queryFn: async ({ signal }) => {
      const params = { query: present({ project }) };
      return body(await api.GET('/api/metrics/summary', { params, signal }));
    },
  });

/** What ended leaves the last minute, hour and day as time passes; each at once if it is alone. */
export const metricsTiming: Timing<Metrics> = {
  ...{ every: 60_000, apart: 60_000, stands: ({ live }) => live?.stands_seconds ?? null },
};

/** How the queue stood at each minute of the last hour: dear, and read again once a minute. */
export const minutes = (project: string | undefined) =>
  queryOptions({
    queryKey: ['minutes', project ?? null],
    queryFn: async ({ signal }) => {
      const params = { query: present({ project }) };
      return body(await api.GET('/api/metrics/minutes', { params, signal }));
    },
  });

/** While nothing happens the numbers stand, and the header goes on with the clock by itself. */
export const minutesTiming: Timing<Minutes> = { every: 60_000, stands: () => null };

export const pastMetrics = (asOf: string, project: string | undefined) =>
  queryOptions({
    queryKey: asOfKey(asOf, 'metrics', project ?? null),
    queryFn: async ({ signal }) => {
      const params = { query: present({ as_of: asOf, project }) };
      return body(await api.GET('/api/metrics/summary', { params, signal }));
    },
    placeholderData: keepPreviousData,
    gcTime: KEPT,
  });

export const config = queryOptions({
  queryKey: ['config'],
  queryFn: async ({ signal }) => body(await api.GET('/api/config', { signal })),
});
