/** Traces: the spans that one request or task caused, as far as they are kept. */
import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';

const READINGS = 6;
const APART = 3000; // ms

/**
 * Spans come some seconds after they ended, and no event tells: it is read again when it is
 * opened, and a few times more while there are none but the tasks themselves.
 */
export const traceOf = (id: string) =>
  queryOptions({
    queryKey: ['traces', id],
    queryFn: async ({ signal }) =>
      body(await api.GET('/api/traces/{id}', { params: { path: { id } }, signal })),
    staleTime: 0,
    refetchInterval: ({ state }) => {
      const readings = state.dataUpdateCount + state.errorUpdateCount;
      const isKept = state.data?.spans.some(({ kind }) => kind !== 'consumer');
      return isKept || readings >= READINGS ? false : APART;
    },
  });

/** The trace that *word* names: its own id, or the id of a task of it. */
export async function findTrace(word: string): Promise<string | null> {
  const name = word.trim().toLowerCase();
  if (/^[0-9a-f]{32}$/.test(name)) return name;
  const id = name.replace(/^#/, '');
  if (!/^[1-9]\d{0,17}$/.test(id)) return null;
  return body(await api.GET('/api/tasks/{id}', { params: { path: { id } } })).trace_id;
}
