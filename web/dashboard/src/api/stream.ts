/**
 * One EventSource that comes back by itself and says where it stopped.
 *
 * A browser's EventSource gives up for good on any answer but 200, and after a long sleep it may
 * not notice that its connection is dead. So each failure closes it, and a new one asks for what
 * came after the last id seen. Heartbeats are comments, which a page never sees.
 */
export type StreamState = 'connecting' | 'live' | 'reconnecting' | 'offline';

export interface StreamListener {
  state(state: StreamState): void;
  /** *resumed*: nothing was missed. Otherwise whatever was read before may be stale. */
  opened(resumed: boolean): void;
  frame(data: string, id: string): void;
  /** Some events are gone for good; *id* is where they end. */
  gap(id: string): void;
  /** The server ended or refused the stream; the session may be over. */
  refused(): void;
}

const FIRST_WAIT = 500; // ms
const LONGEST_WAIT = 15_000; // ms
const TICK = 15_000; // ms
const SLEPT = 90_000; // ms between ticks; hidden tabs are throttled to one tick a minute
const FAILURES_UNTIL_OFFLINE = 3;

export class EventStream {
  readonly #topics: readonly string[];
  readonly #listener: StreamListener;
  readonly #stopping = new AbortController();
  #source: EventSource | undefined;
  #lastId: string;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** *lastId* is of the last event that was seen before, if there was one. */
  constructor(topics: readonly string[], listener: StreamListener, lastId = '') {
    this.#topics = topics;
    this.#listener = listener;
    this.#lastId = lastId;
  }

  /** Opens the stream; what it returns closes it for good. */
  start(): () => void {
    const { signal } = this.#stopping;
    window.addEventListener('online', () => this.#open(), { signal });
    window.addEventListener('offline', () => this.#listener.state('offline'), { signal });
    this.#watchForSleep(signal);
    this.#listener.state('connecting');
    this.#open();
    return () => this.#stop();
  }

  #stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#retry);
    this.#source?.close();
  }

  #open(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    const source = new EventSource(address(this.#topics, this.#lastId));
    this.#source = source;
    source.onopen = () => this.#opened();
    source.onmessage = (message: MessageEvent<string>) => {
      this.#remember(message);
      this.#listener.frame(message.data, this.#lastId);
    };
    source.onerror = () => this.#lost();
    source.addEventListener('gap', (message) => {
      this.#remember(message);
      this.#listener.gap(this.#lastId);
    });
    source.addEventListener('end', (message) => {
      this.#remember(message);
      this.#ended(String(message.data));
    });
  }

  #opened(): void {
    this.#failures = 0;
    this.#listener.opened(this.#lastId !== '');
    this.#listener.state('live');
  }

  /** Streams are renewed every few minutes; that is no loss, and nobody needs to see it. */
  #ended(reason: string): void {
    if (reason.includes('"renew"')) this.#open();
    else this.#lost(reason.includes('"too many streams"') ? LONGEST_WAIT : 0);
  }

  #remember(message: MessageEvent): void {
    if (message.lastEventId) this.#lastId = message.lastEventId;
  }

  /** *wait* at least that long: taking our place back at once would end another tab's stream. */
  #lost(wait = 0): void {
    this.#source?.close();
    this.#failures += 1;
    const offline = !navigator.onLine || this.#failures >= FAILURES_UNTIL_OFFLINE;
    this.#listener.state(offline ? 'offline' : 'reconnecting');
    this.#listener.refused();
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#open(), wait + backOff(this.#failures));
  }

  #watchForSleep(signal: AbortSignal): void {
    let last = Date.now();
    const timer = setInterval(() => {
      if (Date.now() - last > SLEPT) this.#open();
      last = Date.now();
    }, TICK);
    signal.addEventListener('abort', () => clearInterval(timer));
  }
}

function address(topics: readonly string[], lastId: string): string {
  const query = new URLSearchParams(topics.map((topic) => ['topic', topic]));
  if (lastId) query.set('last_event_id', lastId);
  return `/api/events/stream?${query}`;
}

/** Doubles, with jitter so that a restarted server is not met by everybody at once. */
function backOff(failures: number): number {
  const longest = Math.min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT);
  return longest / 2 + (longest / 2) * Math.random();
}
