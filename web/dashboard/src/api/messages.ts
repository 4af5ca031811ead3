/** Messages of the chats, newest first. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { ListRule } from './pages';
import type { Classification, Message } from './types';

function firstPage(): string | null {
  return null;
}

export const messageList = (classification?: Classification) =>
  infiniteQueryOptions({
    queryKey: ['messages', classification ?? null],
    queryFn: async ({ pageParam, signal }) => {
      const filter = classification ? { classification: [classification] } : {};
      const query = pageParam === null ? filter : { ...filter, cursor: pageParam };
      return body(await api.GET('/api/messages', { params: { query }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

/** *classification* as in the query key: null lets every message through. */
export function messageRule(classification: unknown): ListRule<Message> {
  return {
    matches: (message) => classification === null || message.classification === classification,
    compare: (a, b) => Date.parse(b.sent_at) - Date.parse(a.sent_at),
  };
}
