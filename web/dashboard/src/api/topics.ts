/** Topics and atoms: what people made of proposals, newest first or what fits a search best. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { api, body } from './client';
import { firstPage, type ListRule } from './pages';
import { id, oneOf, word } from './address';
import { asSearch, isRanked, searchEntries, staleTime, type Search } from './ranking';
import { ATOM_TYPES, type AtomType, type Topic } from './types';
import { present } from './view';

/** What is listed, and found by a search. */
const listEntries = { project: word, ...searchEntries };
const listed = v.object(listEntries);
export type KnowledgeView = v.InferOutput<typeof listed>;

/**
 * What `/topics` holds in its URL: what is listed, topics or atoms, the open topic, and which of
 * its atoms are shown.
 */
export const topicSearch = v.object({
  ...listEntries,
  show: oneOf(['atoms']),
  topic: id,
  type: oneOf(ATOM_TYPES),
});
export type TopicSearch = v.InferOutput<typeof topicSearch>;

/** The part of the address that a list is read by; *by* counts with something to search only. */
function viewOf({ project, q, by }: KnowledgeView): KnowledgeView {
  return present({ project, q, by: q ? by : undefined });
}

export const topicList = (search: KnowledgeView) =>
  infiniteQueryOptions({
    // Events change lists, and never the order of a ranking that somebody reads.
    queryKey: isRanked(search)
      ? ['ranking', 'topics', viewOf(search)]
      : ['topics', 'list', viewOf(search)],
    staleTime: staleTime(isRanked(search)),
    queryFn: async ({ pageParam, signal }) => {
      const query = asQuery(search, pageParam);
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

/** Atoms of all topics. */
export const atomsFound = (search: KnowledgeView) =>
  infiniteQueryOptions({
    queryKey: isRanked(search)
      ? ['ranking', 'atoms', viewOf(search)]
      : ['atoms', 'list', viewOf(search)],
    staleTime: staleTime(isRanked(search)),
    queryFn: async ({ pageParam, signal }) => {
      const query = asQuery(search, pageParam);
      return body(await api.GET('/api/atoms', { params: { query }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

function asQuery({ project, ...search }: KnowledgeView & Search, cursor: string | null) {
  return {
    ...asSearch(search),
    ...(project && { project: [project] }),
    ...(cursor !== null && { cursor }),
  };
}

/** *given* as in the query key. */
export function topicRule(given: unknown): ListRule<Topic> {
  const read = v.safeParse(listed, given);
  const { project, q }: KnowledgeView = read.success ? read.output : {};
  return {
    matches: (topic) =>
      (!project || topic.project === project) &&
      (!q || textOf(topic).toLowerCase().includes(q.toLowerCase())),
    compare: (a, b) => Date.parse(b.created_at) - Date.parse(a.created_at),
  };
}

const textOf = ({ name, description, keywords }: Topic) =>
  [name, description, ...keywords].join('\n');
