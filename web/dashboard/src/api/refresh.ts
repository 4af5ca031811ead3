/**
 * Reads again what an event could not patch: each key at most once a second, however many events
 * ask for it, and not at all while nobody sees the page.
 */
import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';

const EVERY = 1000; // ms

export class Refresher {
  readonly #client: QueryClient;
  readonly #due = new Map<string, QueryKey>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: QueryClient) {
    this.#client = client;
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
    }, EVERY);
  }

  #refresh(): void {
    for (const key of this.#due.values()) {
      void this.#client.invalidateQueries({ queryKey: key });
    }
    this.#due.clear();
  }
}
