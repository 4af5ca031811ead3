import { useQueries } from '@tanstack/react-query';
import { badge, type Badge, type Waiting } from '../api/badges';
import type { Destination } from '../navigation';

/** What waits behind the pages for somebody to do it. What cannot be read is not counted. */
export function useWaiting(
  pages: readonly Destination[],
  project: string | undefined,
): Partial<Record<Badge, Waiting>> {
  const badges = pages.flatMap((page) => page.badge ?? []);
  const counted = useQueries({ queries: badges.map((of) => badge(of, project)) });
  return Object.fromEntries(badges.map((of, index) => [of, counted[index]?.data]));
}
