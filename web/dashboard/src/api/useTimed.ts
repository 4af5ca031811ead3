/**
 * When time alone makes an answer old.
 *
 * While the stream tells of whatever happens, an answer is read once more at the moment until
 * which it stands, as the server says in `stands_seconds`, and never before. What the stream does
 * not tell its reader of is read when they open a page, come back to it or ask (`ReadAgain`). By the
 * clock it is read only while the stream is down.
 */
import { useIsLive } from './useLive';

interface State<Data> {
  data: Data | undefined;
  dataUpdatedAt: number;
  errorUpdatedAt: number;
}

export interface Timing<Data> {
  /** ms between two readings while the stream is down. */
  every: number;
  /** In seconds from when it was read; null for good. */
  stands: (data: Data) => number | null;
  /** Whether events tell this reader of all that changes it, but for what time does. */
  isTold?: boolean;
  /** ms from one reading by time alone to the next, where time changes much. */
  apart?: number;
}

const APART = 1000; // ms
const LONGEST = 86_400_000; // ms; a timer that is set for more than 24 days runs at once

/** Options of `useQuery`. A tab that was hidden when it was time reads as soon as it is seen. */
export function useTimed<Data>({ every, stands, isTold = true, apart = APART }: Timing<Data>) {
  const isLive = useIsLive();
  const until = (state: State<Data>): number => {
    const { data, dataUpdatedAt: readAt, errorUpdatedAt: failedAt } = state;
    if (!isLive || failedAt > readAt) return Math.max(readAt, failedAt) + every;
    const seconds = data === undefined ? null : stands(data);
    return seconds === null ? Infinity : readAt + Math.max(apart, 1000 * seconds);
  };
  return {
    refetchInterval: ({ state }: { state: State<Data> }) => {
      const at = until(state);
      // What is due is under way; and a timer of no length would be none.
      return at === Infinity ? false : Math.min(Math.max(at - Date.now(), APART), LONGEST);
    },
    refetchOnWindowFocus: ({ state }: { state: State<Data> }) =>
      !isTold || until(state) <= Date.now() ? ('always' as const) : false,
    ...(!isTold && { staleTime: 0 }),
  };
}

/** The shortest time that one of *items* stands. */
export function soonest(items: readonly { stands_seconds: number | null }[]): number | null {
  const known = items.flatMap(({ stands_seconds: seconds }) => seconds ?? []);
  return known.length > 0 ? Math.min(...known) : null;
}
