/** Whether the server can do its work: its database, its migrations, its listener to the log. */
import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import type { Fault } from './refusals';

export interface Readiness {
  /** What fails; nothing when it is ready. */
  faults: readonly Fault[];
}

export const readiness = queryOptions({
  queryKey: ['health'],
  queryFn: async ({ signal }): Promise<Readiness> => {
    const { error, response } = await api.GET('/health/ready', { signal });
    if (response.ok) return { faults: [] };
    const unsaid: Fault = { path: '', message: `HTTP ${response.status}` };
    return { faults: error?.errors?.length ? error.errors : [unsaid] };
  },
  staleTime: 0,
  retry: false,
});
