/** The log of a task: its last lines, those before them, and what comes while it is open. */
import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { api, body } from './client';
import type { Level, LogLine } from './types';

/** The least first. */
export const LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const;

/** Which lines; an absent key restricts nothing. */
export interface LogFilter {
  /** The least. */
  level?: Level;
  attempt?: number;
  q?: string;
}

export interface Log {
  /** Oldest first, without a hole between those that match. */
  items: LogLine[];
  /** All up to this number was looked at. */
  upto: number;
  /** Lines that a full log could not take. */
  dropped: number;
  /** Where the lines before these end; null at the beginning of the log. */
  earlier: number | null;
}

const FIRST = 500; // lines
const PAGE = 1000; // lines, the most that the server gives

interface Place {
  after?: number;
  before?: number;
  last?: boolean;
  limit?: number;
}

async function readPage(id: string, query: LogFilter & Place, signal?: AbortSignal) {
  const params = { path: { id }, query: { limit: PAGE, ...query } };
  return body(await api.GET('/api/tasks/{id}/logs', { params, signal: signal ?? null }));
}

/** Read the last lines at first, and on after the known ones whenever it is read again. */
export const logOf = (id: string, filter: LogFilter) => {
  const queryKey = ['logs', 'lines', id, filter] as const;
  return queryOptions({
    queryKey,
    queryFn: async ({ client, signal }): Promise<Log> => {
      const known = client.getQueryData<Log>(queryKey);
      if (!known) {
        const page = await readPage(id, { ...filter, last: true, limit: FIRST }, signal);
        return { ...page, earlier: cursor(page.next_cursor) };
      }
      const page = await readOn(id, filter, known.upto, signal);
      // Asked for after the wait: earlier lines may have been put before them meanwhile.
      const { items, earlier } = client.getQueryData<Log>(queryKey) ?? known;
      return { ...page, items: [...items, ...page.items], earlier };
    },
    staleTime: 0,
    gcTime: 60_000,
    // Lines never change: comparing thousands of them would be for nothing.
    structuralSharing: false,
  });
};

/** Put the lines before the known ones before them. */
export async function readEarlier(client: QueryClient, id: string, filter: LogFilter) {
  const { queryKey } = logOf(id, filter);
  const before = client.getQueryData(queryKey)?.earlier;
  if (before === null || before === undefined) return;
  const page = await readPage(id, { ...filter, before, last: true });
  client.setQueryData(queryKey, (known) => {
    if (known?.earlier !== before) return known;
    return { ...known, items: [...page.items, ...known.items], earlier: cursor(page.next_cursor) };
  });
}

/** How far the log goes as the stream tells it: 0 until it has told anything. */
export const logEnd = (id: string) =>
  queryOptions({ queryKey: ['logs', 'end', id], queryFn: () => 0, initialData: 0 });

/** The whole log, whatever filter is set. */
export const wholeLog = async (id: string): Promise<LogLine[]> => (await readOn(id, {}, 0)).items;

/** Read to the end, page by page: no event need tell that there is more. */
async function readOn(id: string, filter: LogFilter, known: number, signal?: AbortSignal) {
  const items: LogLine[] = [];
  for (let after = known; ;) {
    const page: Awaited<ReturnType<typeof readPage>> = await readPage(
      id,
      { ...filter, after },
      signal,
    );
    items.push(...page.items);
    const next = cursor(page.next_cursor);
    if (next === null) return { ...page, items };
    after = next;
  }
}

function cursor(next: string | null): number | null {
  return next === null ? null : Number(next);
}
