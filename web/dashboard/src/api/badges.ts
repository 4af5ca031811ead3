/** What waits for somebody, as the navigation counts it: read again after events about it. */
import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';

const MOST = 10; // what is beyond says no more to who decides what to do next

/** How many wait; `isMore` if there are more than were counted. */
export interface Waiting {
  count: number;
  isMore: boolean;
}

const PENDING: { state: ['pending']; limit: number } = { state: ['pending'], limit: MOST };

const LISTS = {
  /** Proposals that nobody decided yet. */
  proposals: async (project: string | undefined, signal: AbortSignal) => {
    const query = { ...PENDING, ...(project && { project: [project] }) };
    return body(await api.GET('/api/knowledge/proposals', { params: { query }, signal }));
  },
  /** Tasks that failed for good and that nobody has dealt with. */
  deadLetters: async (project: string | undefined, signal: AbortSignal) => {
    const query = { limit: MOST, ...(project && { project }) };
    return body(await api.GET('/api/dead-letters', { params: { query }, signal }));
  },
  /** Alerts that nobody has seen to; they are the whole installation's. */
  alerts: async (_: string | undefined, signal: AbortSignal) => {
    const query = { state: 'open', limit: MOST } as const;
    return body(await api.GET('/api/alerts', { params: { query }, signal }));
  },
};

export type Badge = keyof typeof LISTS;

export const badge = (of: Badge, project: string | undefined) =>
  queryOptions({
    queryKey: ['badges', of, project ?? null],
    queryFn: async ({ signal }): Promise<Waiting> => {
      const { items, next_cursor } = await LISTS[of](project, signal);
      return { count: items.length, isMore: next_cursor !== null };
    },
  });
