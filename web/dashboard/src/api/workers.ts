/** Worker processes: those that live, and those that went within an hour. */
import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';

const HEARTBEAT = 5000; // ms

/** A heartbeat is no event, as it changes nothing; an open page looks for it. */
export const workerList = queryOptions({
  queryKey: ['workers'],
  queryFn: async ({ signal }) => body(await api.GET('/api/workers', { signal })).items,
  refetchInterval: HEARTBEAT,
});
