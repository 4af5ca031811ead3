/** Traces: the spans that one request or task caused, as far as they are kept. */
import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { Trace } from './types';
import type { Timing } from './useTimed';

/** Of a *task* of it alone, where that is given. */
export const traceOf = (id: string, task?: string) =>
  queryOptions({
    queryKey: ['traces', id, ...(task === undefined ? [] : [task])],
    queryFn: async ({ signal }) =>
      body(
        await api.GET('/api/traces/{id}', {
          params: { path: { id }, query: task === undefined ? {} : { task } },
          signal,
        }),
      ),
    staleTime: 0,
  });

/** Spans come some seconds after they ended, and no event tells of it; the trace says when. */
export const traceTiming: Timing<Trace> = {
  ...{ every: 6000, stands: (trace) => trace.stands_seconds },
};

/** The trace that *word* names: its own id, or the id of a task of it. */
export async function findTrace(word: string): Promise<string | null> {
  const name = word.trim().toLowerCase();
  if (/^[0-9a-f]{32}$/.test(name)) return name;
  const id = name.replace(/^#/, '');
  if (!/^[1-9]\d{0,17}$/.test(id)) return null;
  return body(await api.GET('/api/tasks/{id}', { params: { path: { id } } })).trace_id;
}
