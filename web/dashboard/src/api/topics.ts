/** Topics and atoms: what people made of proposals, newest first. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { api, body } from './client';
import { firstPage, type ListRule } from './pages';
import { id, oneOf, word } from './address';
import { ATOM_TYPES, type AtomType, type Topic } from './types';

/** What `/topics` holds in its URL: the open topic, and which of its atoms are shown. */
export const topicSearch = v.object({ project: word, topic: id, type: oneOf(ATOM_TYPES) });

export const topicList = (project?: string) =>
  infiniteQueryOptions({
    queryKey: ['topics', 'list', project ?? null],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...(project && { project: [project] }),
        ...(pageParam !== null && { cursor: pageParam }),
      };
      return body(await api.GET('/api/topics', { params: { query }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

/** One topic, or null if there is none of this id for the reader. */
export const topicDetail = (of: string) =>
  queryOptions({
    queryKey: ['topics', 'detail', of],
    queryFn: async ({ signal }) => {
      const page = body(await api.GET('/api/topics', { params: { query: { id: [of] } }, signal }));
      return page.items[0] ?? null;
    },
  });

export const atomList = (topic: string, type?: AtomType) =>
  infiniteQueryOptions({
    queryKey: ['atoms', topic, type ?? null],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        topic_id: topic,
        ...(type && { type: [type] }),
        ...(pageParam !== null && { cursor: pageParam }),
      };
      return body(await api.GET('/api/atoms', { params: { query }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

/** *project* as in the query key: null is all of them. */
export function topicRule(project: unknown): ListRule<Topic> {
  return {
    matches: (topic) => project === null || topic.project === project,
    compare: (a, b) => Date.parse(b.created_at) - Date.parse(a.created_at),
  };
}
