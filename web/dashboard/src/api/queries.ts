import { QueryCache, QueryClient } from '@tanstack/react-query';
import { isStatus, ProblemError } from './client';

const RETRIES = 2;

/** A cache that never goes stale by itself: the stream tells what changed. */
export function newQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        // The session ended: asking who we are leads to the sign-in page.
        if (isStatus(error, 401)) void client.invalidateQueries({ queryKey: ['me'] });
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
        retry: (failures, error) => failures < RETRIES && isWorthRetrying(error),
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}

/** Whether it may go better the next time: nobody answered, or nobody who could. */
export function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof ProblemError) || error.status >= 500;
}
