/** Whether the server can do its work: its database, its migrations, its listener to the log. */
import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { sentenceOf } from './refusals';

export interface Readiness {
  /** What fails, a sentence each; nothing when it is ready. */
  faults: string[];
}

export const readiness = queryOptions({
  queryKey: ['health'],
  queryFn: async ({ signal }): Promise<Readiness> => {
    const { error, response } = await api.GET('/health/ready', { signal });
    if (response.ok) return { faults: [] };
    const told = error?.errors?.map(sentenceOf) ?? [];
    return { faults: told.length > 0 ? told : [`HTTP ${response.status}`] };
  },
  staleTime: 0,
  retry: false,
});
