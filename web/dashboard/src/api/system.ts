/** How the installation does. Administrators only. */
import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';

const GAUGES = 10_000; // ms

/** Sizes and gauges change without an event; an open page looks at them. */
export const system = queryOptions({
  queryKey: ['system'],
  queryFn: async ({ signal }) => body(await api.GET('/api/system', { signal })),
  refetchInterval: GAUGES,
});
