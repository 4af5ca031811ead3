/** Search by meaning: what the lists that can be ranked have in common. */
import { oneOf, word } from './address';

// By text a list only leaves out what has it not, which needs no word in the address.
export const RANKED_BY = ['meaning', 'both'] as const;
export type RankedBy = (typeof RANKED_BY)[number];

export const MOST_RANKED = 100; // rows: a ranking has no further pages

/** What addresses hold of a search. */
export const searchEntries = { q: word, by: oneOf(RANKED_BY) };
export interface Search {
  q?: string | undefined;
  by?: RankedBy | undefined;
}

/** Whether a search is answered in the order of what fits best. */
export function isRanked({ q, by }: Search): boolean {
  return Boolean(q) && by !== undefined;
}

/** A search as the list endpoints take it. */
export function asSearch({ q, by }: Search) {
  if (!q) return {};
  return by === undefined ? { q } : { q, by, limit: MOST_RANKED };
}

/** How long a list counts as fresh: no event tells of a ranking, so it is made anew when asked for. */
export function staleTime(isRanked: boolean): number {
  return isRanked ? 0 : Infinity;
}
