/** The part of the past that a slider spans: fine enough to hit what one is after. */
import type { Window } from '../api/moments';

const SECOND = 1000; // ms
const HOUR = 3600 * SECOND;

/** In ms: how much it spans, and what an arrow key moves by. */
const SIZES = {
  '1h': { length: HOUR, step: 5 * SECOND },
  '24h': { length: 24 * HOUR, step: 60 * SECOND },
  '7d': { length: 168 * HOUR, step: 600 * SECOND },
  all: { length: Infinity, step: HOUR },
} as const satisfies Record<Window, { length: number; step: number }>;

export interface Reach {
  /** In ms since 1970, as `to`. */
  from: number;
  to: number;
  /** In ms. */
  step: number;
}

/**
 * The window that *at* lies in, of those that follow each other back from *to* as far as *from*.
 * It stays while one moves within it, even to its ends, so that nothing slides away under the hand.
 */
export function reachAround(at: number, from: number, to: number, window: Window): Reach {
  const { length, step } = SIZES[window];
  if (to - from <= length) return { from, to, step };
  const known = Math.min(Math.max(at, from), to);
  const end = to - Math.floor((to - known) / length) * length;
  return { from: Math.max(from, end - length + 1), to: end, step };
}
