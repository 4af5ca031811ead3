import { vi } from 'vitest';

/** Stands for the browser's BroadcastChannel, and is quicker: what is posted is heard at once. */
export class FakeChannel {
  static open: FakeChannel[] = [];
  onmessage: ((message: { data: unknown }) => void) | null = null;
  isDeaf = false;

  constructor(readonly name: string) {
    FakeChannel.open.push(this);
  }

  postMessage(data: unknown): void {
    for (const each of FakeChannel.open) {
      if (each === this || each.name !== this.name || each.isDeaf) continue;
      each.onmessage?.({ data: structuredClone(data) });
    }
  }

  close(): void {
    FakeChannel.open = FakeChannel.open.filter((each) => each !== this);
  }
}

interface Claim {
  work: () => Promise<void>;
  resolve: () => void;
  reject: (reason: Error) => void;
}

/** Stands for navigator.locks with one lock. */
export class FakeLocks {
  #held: Claim | undefined;
  #waiting: Claim[] = [];

  static install(): void {
    FakeChannel.open = [];
    vi.stubGlobal('BroadcastChannel', FakeChannel);
    Object.defineProperty(navigator, 'locks', { value: new FakeLocks(), configurable: true });
  }

  static remove(): void {
    vi.unstubAllGlobals();
    Reflect.deleteProperty(navigator, 'locks');
  }

  request(
    _name: string,
    { signal, steal }: { signal?: AbortSignal; steal?: boolean },
    work: () => Promise<void>,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const claim = { work, resolve, reject };
      signal?.addEventListener('abort', () => {
        if (!this.#waiting.includes(claim)) return;
        this.#waiting = this.#waiting.filter((each) => each !== claim);
        reject(new Error('called off'));
      });
      if (steal) {
        this.#held?.reject(new Error('stolen'));
        this.#held = undefined;
        this.#waiting.unshift(claim);
      } else this.#waiting.push(claim);
      this.#grant();
    });
  }

  #grant(): void {
    if (this.#held) return;
    const claim = this.#waiting.shift();
    this.#held = claim;
    void claim?.work().then(() => {
      claim.resolve();
      if (this.#held !== claim) return;
      this.#held = undefined;
      this.#grant();
    });
  }
}
