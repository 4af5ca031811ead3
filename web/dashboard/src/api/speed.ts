/** How long commits took to the screen within the last minute. */

const WINDOW = 60_000; // ms

export interface Percentiles {
  /** Events that were measured. */
  count: number;
  p50: number; // ms
  p95: number; // ms
}

export class Speed {
  #measured: { at: number; latency: number }[] = [];

  /** An event was shown at *at*, *latency* after its commit; both in ms. */
  add(at: number, latency: number): void {
    this.#forget(at);
    this.#measured.push({ at, latency });
  }

  /** `null` while nothing came within a minute before *now*. */
  recent(now: number): Percentiles | null {
    this.#forget(now);
    const sorted = this.#measured.map((each) => each.latency).toSorted((a, b) => a - b);
    const p50 = nearestRank(sorted, 0.5);
    const p95 = nearestRank(sorted, 0.95);
    return p50 === undefined || p95 === undefined ? null : { count: sorted.length, p50, p95 };
  }

  #forget(now: number): void {
    const kept = this.#measured.findIndex(({ at }) => at > now - WINDOW);
    this.#measured = kept === -1 ? [] : this.#measured.slice(kept);
  }
}

function nearestRank(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.ceil(share * sorted.length) - 1];
}
