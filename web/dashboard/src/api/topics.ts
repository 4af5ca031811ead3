/** Topics: what people made of proposals, newest first. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { ListRule } from './pages';
import type { Topic } from './types';

function firstPage(): string | null {
  return null;
}

export const topicList = infiniteQueryOptions({
  queryKey: ['topics'],
  queryFn: async ({ pageParam, signal }) => {
    const query = pageParam === null ? {} : { cursor: pageParam };
    return body(await api.GET('/api/topics', { params: { query }, signal }));
  },
  initialPageParam: firstPage(),
  getNextPageParam: (last) => last.next_cursor,
});

export const topicRule: ListRule<Topic> = {
  matches: () => true,
  compare: (a, b) => Date.parse(b.created_at) - Date.parse(a.created_at),
};
