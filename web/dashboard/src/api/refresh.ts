/**
 * Reads again what an event could not patch: each key at most once in a while, however many
 * events ask for it, and not at all while nobody sees the page.
 *
 * What is being read already may be older than the event. It is read once more when that has
 * ended: begun anew each time, what takes longer than the while would never be read to its end.
 */
import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { isWorthRetrying } from './queries';

const PATIENCE = 30_000; // ms; a reading that takes longer may never end, and is begun anew

interface Due {
  queryKey: QueryKey;
  /** This query alone, or all whose keys begin so. */
  exact: boolean;
  /** In ms since 1970. */
  since: number;
}

export class Refresher {
  readonly #client: QueryClient;
  readonly #every: number;
  readonly #due = new Map<string, Due>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** *every* so many ms at most. */
  constructor(client: QueryClient, every: number) {
    this.#client = client;
    this.#every = every;
  }

  start(): () => void {
    const stopping = new AbortController();
    const { signal } = stopping;
    document.addEventListener('visibilitychange', () => this.#schedule(), { signal });
    return () => {
      stopping.abort();
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  soon(key: QueryKey): void {
    const hash = hashKey(key);
    const since = this.#due.get(hash)?.since ?? Date.now();
    this.#due.set(hash, { queryKey: key, exact: false, since });
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#due.size === 0 || document.hidden) return;
    this.#refresh();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#schedule();
    }, this.#every);
  }

  #refresh(): void {
    const underWay = new Set(this.#client.getQueryCache().findAll({ fetchStatus: 'fetching' }));
    const due = [...this.#due.values()];
    this.#due.clear();
    for (const { since, ...asked } of due) {
      const isPatient = Date.now() - since < PATIENCE;
      const waited = this.#client
        .getQueryCache()
        .findAll({ ...asked, predicate: (query) => isPatient && underWay.has(query) });
      for (const { queryHash, queryKey } of waited) {
        this.#due.set(queryHash, { queryKey, exact: true, since });
      }
      void this.#client.invalidateQueries(
        { ...asked, predicate: (query) => !waited.includes(query) },
        { cancelRefetch: !isPatient },
      );
    }
  }
}

/** Reads what was given up while nobody answered, or nobody who could. */
export function askAgain(client: QueryClient): void {
  void client.invalidateQueries({
    predicate: ({ state }) => state.status === 'error' && isWorthRetrying(state.error),
  });
}
