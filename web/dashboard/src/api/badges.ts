/** What waits for somebody, as the navigation counts it: read again after events about it. */
import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { Page } from './types';

const MOST = 10; // what is beyond says no more to who decides what to do next

/** How many wait; `isMore` if there are more than were counted. */
export interface Waiting {
  count: number;
  isMore: boolean;
}

const COUNTS = {
  /** Proposals that nobody decided yet. */
  proposals: async (project: string | undefined, signal: AbortSignal) => {
    const query = project ? { project: [project] } : {};
    const asked = { params: { query }, signal };
    const { pending } = body(await api.GET('/api/knowledge/proposals/count', asked));
    return { count: pending.count ?? 0, isMore: !pending.exact };
  },
  /** Tasks that failed for good and that nobody has dealt with. */
  deadLetters: async (project: string | undefined, signal: AbortSignal) => {
    const query = { limit: MOST, ...(project && { project }) };
    return listed(body(await api.GET('/api/dead-letters', { params: { query }, signal })));
  },
  /** Alerts that nobody has seen to; they are the whole installation's. */
  alerts: async (_: string | undefined, signal: AbortSignal) => {
    const query = { state: 'open', limit: MOST } as const;
    return listed(body(await api.GET('/api/alerts', { params: { query }, signal })));
  },
};

function listed({ items, next_cursor }: Page<unknown>): Waiting {
  return { count: items.length, isMore: next_cursor !== null };
}

export type Badge = keyof typeof COUNTS;

export const badge = (of: Badge, project: string | undefined) =>
  queryOptions({
    queryKey: ['badges', of, project ?? null],
    queryFn: ({ signal }): Promise<Waiting> => COUNTS[of](project, signal),
  });
