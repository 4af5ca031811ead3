/** What waits for somebody, as the navigation counts it: read again after events about it. */
import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { Count, Page } from './types';

const LISTED = 99; // alerts; the server counts other things by itself

/** How many wait; `isMore` if there are more than were counted. */
export interface Waiting {
  count: number;
  isMore: boolean;
}

const COUNTS = {
  /** Proposals that nobody decided yet, of knowledge and of tasks. */
  proposals: async (project: string | undefined, signal: AbortSignal) => {
    const query = project ? { project: [project] } : {};
    const asked = { params: { query }, signal };
    const both = await Promise.all([
      api.GET('/api/knowledge/proposals/count', asked),
      api.GET('/api/proposals/count', asked),
    ]);
    return together(both.map((each) => counted(body(each).pending)));
  },
  /** Tasks that failed for good and that nobody has dealt with. */
  deadLetters: async (project: string | undefined, signal: AbortSignal) => {
    const query = project ? { project } : {};
    return counted(body(await api.GET('/api/dead-letters/count', { params: { query }, signal })));
  },
  /** Alerts that nobody has seen to; they are the whole installation's. */
  alerts: async (_: string | undefined, signal: AbortSignal) => {
    const query = { state: 'open', limit: LISTED } as const;
    return listed(body(await api.GET('/api/alerts', { params: { query }, signal })));
  },
};

function counted({ count, exact }: Count): Waiting {
  return { count: count ?? 0, isMore: !exact };
}

function together(parts: readonly Waiting[]): Waiting {
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    isMore: parts.some(({ isMore }) => isMore),
  };
}

function listed({ items, next_cursor }: Page<unknown>): Waiting {
  return { count: items.length, isMore: next_cursor !== null };
}

export type Badge = keyof typeof COUNTS;

export const badge = (of: Badge, project: string | undefined) =>
  queryOptions({
    queryKey: ['badges', of, project ?? null],
    queryFn: ({ signal }): Promise<Waiting> => COUNTS[of](project, signal),
  });
