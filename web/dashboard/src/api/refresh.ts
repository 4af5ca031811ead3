/**
 * Reads again what an event could not patch: each key at most once in a while, however many
 * events ask for it, and not at all while nobody sees the page.
 */
import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { isWorthRetrying } from './queries';

export class Refresher {
  readonly #client: QueryClient;
  readonly #every: number;
  readonly #due = new Map<string, QueryKey>();
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
    this.#due.set(hashKey(key), key);
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
    for (const key of this.#due.values()) {
      void this.#client.invalidateQueries({ queryKey: key });
    }
    this.#due.clear();
  }
}

/** Reads what was given up while nobody answered, or nobody who could. */
export function askAgain(client: QueryClient): void {
  void client.invalidateQueries({
    predicate: ({ state }) => state.status === 'error' && isWorthRetrying(state.error),
  });
}
