/** The traces that have a task which the reader may see: the latest, or the slowest of a time. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { oneOf, word } from './address';
import { api, body } from './client';
import { time } from './moments';
import { firstPage } from './pages';
import { staleTime } from './ranking';

/** What `/traces` holds in its URL: the latest of all unless it says otherwise. */
export const traceListSearch = v.object({
  only: oneOf(['failed']),
  project: word,
  sort: oneOf(['duration']),
  from: time,
  to: time,
});
export type TraceListView = v.InferOutput<typeof traceListSearch>;

/** Whether traces come in the order of how long they took. */
export const isSlowest = (view: TraceListView) => view.sort === 'duration';

export const traceList = (view: TraceListView) =>
  infiniteQueryOptions({
    // Events change the latest, and never the order that somebody compares.
    queryKey: isSlowest(view) ? ['ranking', 'traces', view] : ['trace-list', view],
    staleTime: staleTime(isSlowest(view)),
    queryFn: async ({ pageParam, signal }) => {
      const asked = asQuery(view);
      const query = pageParam === null ? asked : { ...asked, cursor: pageParam };
      return body(await api.GET('/api/traces', { params: { query }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

function asQuery({ only, project, sort, from, to }: TraceListView) {
  return {
    ...(only === 'failed' && { failed: true }),
    ...(project && { project }),
    ...(sort && { sort: `-${sort}` as const }),
    ...(from && { from }),
    ...(to && { to }),
  };
}
