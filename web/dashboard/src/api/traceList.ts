/** The traces that have a task which the reader may see, latest first. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { oneOf, word } from './address';
import { api, body } from './client';
import { firstPage } from './pages';

/** What `/traces` holds in its URL: all of them unless it says otherwise. */
export const traceListSearch = v.object({ only: oneOf(['failed']), project: word });
export type TraceListView = v.InferOutput<typeof traceListSearch>;

export const traceList = ({ only, project }: TraceListView) =>
  infiniteQueryOptions({
    queryKey: ['trace-list', { only, project }],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...(only === 'failed' && { failed: true }),
        ...(project && { project }),
        ...(pageParam !== null && { cursor: pageParam }),
      };
      return body(await api.GET('/api/traces', { params: { query }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });
