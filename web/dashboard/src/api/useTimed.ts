/**
 * When time alone makes an answer old.
 *
 * While the stream tells of whatever happens, an answer is read once more at the moment until
 * which it stands, as the server says in `stands_seconds`, and never before. Where the stream is
 * down, or tells of such changes to others alone, it is read by the clock.
 */
import { useIsLive } from './useLive';

interface State<Data> {
  data: Data | undefined;
  dataUpdatedAt: number;
  errorUpdatedAt: number;
}

export interface Timing<Data> {
  /** ms between two readings while no event would come. */
  every: number;
  /** In seconds from when it was read; null for good. */
  stands: (data: Data) => number | null;
  /** Whether this reader hears of all that changes it, but for what time does. */
  isTold?: boolean;
  /** ms from one reading by time alone to the next, where time changes much. */
  apart?: number;
}

const APART = 1000; // ms
const LONGEST = 86_400_000; // ms; a timer that is set for more than 24 days runs at once

/** Options of `useQuery`. A tab that was hidden when it was time reads as soon as it is seen. */
export function useTimed<Data>({ every, stands, isTold = true, apart = APART }: Timing<Data>) {
  const isHeard = useIsLive() && isTold;
  const until = (state: State<Data>): number => {
    const { data, dataUpdatedAt: readAt, errorUpdatedAt: failedAt } = state;
    if (!isHeard || failedAt > readAt) return Math.max(readAt, failedAt) + every;
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
      until(state) <= Date.now() ? ('always' as const) : false,
  };
}

/** The shortest time that one of *items* stands. */
export function soonest(items: readonly { stands_seconds: number | null }[]): number | null {
  const known = items.flatMap(({ stands_seconds: seconds }) => seconds ?? []);
  return known.length > 0 ? Math.min(...known) : null;
}
