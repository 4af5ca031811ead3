/**
 * One stream for all tabs of a browser.
 *
 * The tab that holds a Web Lock has the EventSource and passes what comes to the others; the
 * browser hands the lock on when that tab closes or crashes, and a tab that is frozen gives it
 * up. Each tab knows the last event that it got, so whoever takes over goes on after its own, and
 * every frame says which one it follows: what comes twice is dropped, what was missed is noticed.
 * Where a browser lacks either part, as it does on plain HTTP, each tab has a stream of its own.
 */
import * as v from 'valibot';
import { EventStream, type StreamListener, type StreamState } from './stream';

export interface Connection {
  state: StreamState;
  /** When the stream was opened, in ms; `null` while it is not live. */
  since: number | null;
  /** Whose stream it is: of a tab that shares with none, of this tab, of another one. */
  holder: 'alone' | 'this' | 'other';
}

export type SharedListener = Omit<StreamListener, 'state'> & {
  connection(connection: Connection): void;
};

const PING = 5_000; // ms between asking whether the holder is still there, in visible tabs
const SILENT_PINGS = 2; // unanswered ones until its lock is taken away

const state = v.picklist(['connecting', 'live', 'reconnecting', 'offline']);
const lastId = v.string();
const word = v.variant('kind', [
  v.object({ kind: v.literal('hello') }),
  v.object({
    ...{ kind: v.literal('here'), state, since: v.nullable(v.number()), lastId },
    isHidden: v.boolean(),
  }),
  v.object({ kind: v.literal('opened'), resumed: v.boolean(), lastId }),
  v.object({ kind: v.literal('frame'), after: v.string(), id: v.string(), data: v.string() }),
  v.object({ kind: v.literal('gap'), id: v.string() }),
  v.object({ kind: v.literal('refused') }),
]);
/** What tabs say to each other. Another shape needs another name of the channel. */
type Word = v.InferOutput<typeof word>;

export class SharedStream {
  readonly #name: string;
  readonly #topics: readonly string[];
  readonly #listener: SharedListener;
  #channel: BroadcastChannel | undefined;
  /** Ends our claim on the lock, or our hold of it. */
  #leaving: AbortController | undefined;
  #leads = false;
  #connection: Connection = { state: 'connecting', since: null, holder: 'alone' };
  /** Whether our listener has been told to read, and gets all that came after. */
  #joined: boolean;
  #lastId: string;
  #unanswered = 0;

  /**
   * *person* keeps apart what two people at one browser may see. Where the listener has read all that
   * it knows after the event *since*, it gets what came after that, and need not read again.
   */
  constructor(person: string, topics: readonly string[], listener: SharedListener, since = '') {
    this.#name = `orakul.stream.1.${person}`;
    this.#topics = topics;
    this.#listener = listener;
    this.#lastId = since;
    this.#joined = since !== '';
  }

  /** Takes part; what it returns ends that for good. */
  start(): () => void {
    this.#tell({ state: 'connecting' });
    if (!canShare()) {
      return new EventStream(this.#topics, this.#speaker(), this.#lastId).start();
    }
    const stopping = new AbortController();
    const { signal } = stopping;
    document.addEventListener('freeze', () => this.#leave(), { signal });
    document.addEventListener('resume', () => this.#join(), { signal });
    window.addEventListener('pagehide', () => this.#leave(), { signal });
    window.addEventListener('pageshow', () => this.#join(), { signal });
    const timer = setInterval(() => this.#ping(), PING);
    this.#join();
    return () => {
      stopping.abort();
      clearInterval(timer);
      this.#leave();
    };
  }

  #join(): void {
    if (this.#channel) return;
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }) => {
      const said = v.safeParse(word, data);
      if (said.success) this.#hear(said.output);
    };
    this.#say({ kind: 'hello' });
    this.#claim();
  }

  /** What happens from now on is not heard: whoever comes back has to read again. */
  #leave(): void {
    this.#channel?.close();
    this.#channel = undefined;
    this.#leaving?.abort();
    this.#joined = false;
    this.#unanswered = 0;
  }

  #claim(steal = false): void {
    this.#leaving?.abort();
    const leaving = new AbortController();
    const { signal } = leaving;
    this.#leaving = leaving;
    // A claim that steals is granted at once, so there is nothing to call off.
    const options = steal ? { steal } : { signal };
    navigator.locks
      .request(this.#name, options, () => this.#lead(signal))
      .catch(() => {
        // Called off by us, or taken away from us by a tab that we did not answer.
        if (!signal.aborted) this.#claim();
      });
  }

  /** Holds the lock and the stream until *signal*. */
  #lead(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.#leads = true;
    this.#tell({ holder: 'this' });
    const stop = new EventStream(this.#topics, this.#speaker(), this.#lastId).start();
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        this.#leads = false;
        stop();
        resolve();
      });
    });
  }

  /** Tells our own listener and the other tabs. */
  #speaker(): StreamListener {
    return {
      state: (state) => {
        const { since } = this.#connection; // renewing the stream is no loss
        this.#tell({ state, since: state === 'live' ? (since ?? Date.now()) : null });
        this.#announce();
      },
      opened: (resumed) => {
        this.#say({ kind: 'opened', resumed, lastId: this.#lastId });
        this.#open(resumed);
      },
      frame: (data, id) => {
        this.#say({ kind: 'frame', after: this.#lastId, id, data });
        this.#lastId = id;
        this.#listener.frame(data, id);
      },
      gap: (id) => {
        this.#say({ kind: 'gap', id });
        this.#miss(id);
      },
      refused: () => {
        this.#say({ kind: 'refused' });
        this.#listener.refused();
      },
    };
  }

  #hear(said: Word): void {
    if (this.#leads) {
      if (said.kind === 'hello') this.#announce();
      return;
    }
    if (said.kind === 'hello') return;
    this.#unanswered = 0;
    if (said.kind === 'here') this.#meet(said);
    else if (said.kind === 'opened') this.#follow(said.resumed, said.lastId);
    else if (said.kind === 'gap') this.#miss(said.id);
    else if (said.kind === 'refused') this.#listener.refused();
    else this.#take(said);
  }

  #meet({ state, since, lastId, isHidden }: Extract<Word, { kind: 'here' }>): void {
    this.#tell({ state, since, holder: 'other' });
    if (state === 'live') this.#follow(true, lastId);
    // Timers of hidden tabs may run once a minute: too seldom for one that has to try again.
    else if (isHidden && !document.hidden) this.#claim(true);
  }

  /** The stream is open, and what comes now follows *lastId*. */
  #follow(resumed: boolean, lastId: string): void {
    if (!this.#joined || !resumed) {
      this.#lastId = lastId;
      this.#open(false);
    } else if (position(lastId) > position(this.#lastId)) this.#miss(lastId);
  }

  #open(resumed: boolean): void {
    const known = resumed && this.#joined;
    this.#joined = true;
    this.#listener.opened(known);
  }

  #take({ after, id, data }: Extract<Word, { kind: 'frame' }>): void {
    if (!this.#joined || position(id) <= position(this.#lastId)) return;
    if (position(after) > position(this.#lastId)) {
      this.#miss(id);
      return;
    }
    this.#lastId = id;
    this.#listener.frame(data, id);
  }

  #miss(id: string): void {
    this.#lastId = id;
    this.#listener.gap(id);
  }

  /** Hidden tabs rest; a visible one makes sure that the holder did not fall asleep. */
  #ping(): void {
    if (this.#leads || document.hidden || !this.#channel) return;
    if (this.#unanswered >= SILENT_PINGS) {
      this.#unanswered = 0;
      this.#claim(true);
      return;
    }
    this.#unanswered += 1;
    this.#say({ kind: 'hello' });
  }

  #announce(): void {
    const { state, since } = this.#connection;
    const { hidden: isHidden } = document;
    this.#say({ kind: 'here', state, since, lastId: this.#lastId, isHidden });
  }

  #say(said: Word): void {
    this.#channel?.postMessage(said);
  }

  #tell(change: Partial<Connection>): void {
    this.#connection = { ...this.#connection, ...change };
    this.#listener.connection(this.#connection);
  }
}

function canShare(): boolean {
  return 'locks' in navigator && 'BroadcastChannel' in window;
}

/** Ids are `position-tag`; nothing was seen yet where there is none, or `earliest`. */
function position(id: string): number {
  return Number.parseInt(id, 10) || 0;
}
