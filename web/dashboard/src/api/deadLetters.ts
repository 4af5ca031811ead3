/** Dead letters: tasks that failed for good, grouped by the kind of their last error. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { word } from './address';
import { api, body } from './client';
import { firstPage } from './pages';
import type { Skipped } from './types';
import { present } from './view';

/** Whose dead letters are grouped. What is absent restricts nothing. */
export interface LetterFilter {
  name?: string | undefined;
  queue?: string | undefined;
  project?: string | undefined;
}

const MOST_GROUPS = 200;
const PAGE_SIZE = 50;
const AT_ONCE = 200; // letters that one request settles

/** What `/errors` holds in its URL: the filter, and the kind of error that is open. */
export const errorsSearch = v.object({ name: word, queue: word, project: word, group: word });

export const letterGroups = (filter: LetterFilter) =>
  queryOptions({
    queryKey: ['dead-letters', 'groups', filter],
    queryFn: async ({ signal }) => {
      const query = { ...present(filter), limit: MOST_GROUPS };
      return body(await api.GET('/api/dead-letters/groups', { params: { query }, signal })).items;
    },
  });

export const letterList = (filter: LetterFilter, fingerprint: string) =>
  infiniteQueryOptions({
    queryKey: ['dead-letters', 'list', filter, fingerprint],
    queryFn: ({ pageParam, signal }) =>
      readLetters(filter, fingerprint, { limit: PAGE_SIZE, cursor: pageParam }, signal),
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

interface Paging {
  limit: number;
  cursor: string | null;
}

async function readLetters(
  filter: LetterFilter,
  fingerprint: string,
  { limit, cursor }: Paging,
  signal?: AbortSignal,
) {
  const query = { ...present(filter), fingerprint, limit, ...(cursor !== null && { cursor }) };
  return body(await api.GET('/api/dead-letters', { params: { query }, ...(signal && { signal }) }));
}

export type Deed = 'retry' | 'discard';

/** What became of dead letters; *skipped* were left alone, each with why. */
export interface Outcome {
  done: number;
  skipped: Skipped[];
}

export const NOTHING_YET: Outcome = { done: 0, skipped: [] };

export async function settle(deed: Deed, ids: string[], reason: string): Promise<Outcome> {
  const settled = body(
    deed === 'retry'
      ? await api.POST('/api/dead-letters/retry', { body: { ids, reason: reason || null } })
      : await api.POST('/api/dead-letters/discard', { body: { ids, reason } }),
  );
  return { done: settled.done + settled.unchanged, skipped: settled.skipped };
}

/**
 * Settle all of one kind that the filter lets through, the latest first, page by page.
 *
 * By their ids, since a request by kind knows no queue and no project. A letter that is retried
 * and fails again at once is later than where we are, so it is not met twice. *onProgress* is
 * told after each page, also before a page that fails.
 */
export async function settleGroup(
  deed: Deed,
  filter: LetterFilter,
  fingerprint: string,
  reason: string,
  onProgress: (soFar: Outcome) => void,
): Promise<Outcome> {
  let soFar = NOTHING_YET;
  let cursor: string | null = null;
  do {
    const page = await readLetters(filter, fingerprint, { limit: AT_ONCE, cursor });
    if (page.items.length > 0) {
      const ids = page.items.map((letter) => letter.id);
      const { done, skipped } = await settle(deed, ids, reason);
      soFar = { done: soFar.done + done, skipped: [...soFar.skipped, ...skipped] };
      onProgress(soFar);
    }
    cursor = page.next_cursor;
  } while (cursor !== null);
  return soFar;
}
