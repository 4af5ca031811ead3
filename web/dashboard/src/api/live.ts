/**
 * Keeps the query cache in step with the event log, and says how well it does.
 *
 * An event carries its row's new state and patches the cache by key; a gap, or a shape that is
 * not known, makes what is shown be read again. Nothing polls while the stream is up: what time
 * alone changes, `useTimed` reads. Metrics are numbers over the whole queue that no event carries:
 * they are read again after task events that are more than progress, at most once a second and only
 * while somebody looks; charts, traces and the system, which cost more, every five seconds, and the
 * last hour every minute. A hidden tab keeps what comes until it is seen again.
 */
import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { eventRule } from './eventLog';
import {
  aboutTasks,
  concernsDeadLetters,
  isProgress,
  readEnvelope,
  readMessage,
  readProposals,
  readTaskChange,
  readTaskLogged,
  readTopic,
  readWhoseRights,
  subject,
  transitionOf,
  type Envelope,
  type TaskChange,
} from './events';
import {
  AFTER_TASKS,
  COUNTS_OF_PROPOSALS,
  EXTRACTION,
  PAUSES,
  READ_AGAIN,
  SHOWN,
  TOPICS,
} from './keys';
import { messageRule } from './messages';
import { Patches, type Pages } from './patches';
import { proposalRule, viewOfKey, type Reviewed } from './proposals';
import { askAgain, Refresher } from './refresh';
import { SharedStream, type Connection, type SharedListener } from './shared';
import { Speed } from './speed';
import { isDoubtful, taskRule } from './tasks';
import { topicRule } from './topics';
import type { Proposal, Task } from './types';
import { readBoard } from './view';

export interface LiveStatus extends Connection {
  /** Commit to screen of the latest event, by the clocks of server and browser; in ms. */
  latency: number | null;
  /** Of the latest event in the log. */
  position: number | null;
}

const BURST = 40; // ms: one render for everything that arrives within it
const MOST_KEPT = 1000; // events for a hidden tab; from there on, reading again is cheaper

export const NOT_YET: LiveStatus = {
  ...({ state: 'connecting', since: null, holder: 'alone' } as const),
  ...{ latency: null, position: null },
};

export class Live {
  readonly #client: QueryClient;
  readonly #patches: Patches;
  readonly #refresher: Refresher;
  readonly #slowRefresher: Refresher;
  readonly #rareRefresher: Refresher;
  readonly #askWhoWeAre: () => void;
  readonly #watchers = new Set<() => void>();
  readonly #person: string;
  readonly #since: string;
  readonly #speed = new Speed();
  #status = NOT_YET;
  #waiting: Envelope[] = [];
  #flush: ReturnType<typeof setTimeout> | undefined;
  #position = 0;
  #watchedSince = Infinity;

  /** *since* is the id of an event that whatever is read, is read after; empty where none is known. */
  constructor(client: QueryClient, person: string, since = '') {
    this.#client = client;
    this.#person = person;
    this.#since = since;
    this.#patches = new Patches(client);
    this.#refresher = new Refresher(client, 1000);
    this.#slowRefresher = new Refresher(client, 5000);
    this.#rareRefresher = new Refresher(client, 60_000);
    this.#askWhoWeAre = () => void client.invalidateQueries({ queryKey: ['me'] });
  }

  /** Opens the stream; what it returns closes it. */
  start(): () => void {
    const listener: SharedListener = {
      connection: (connection) => this.#tell(connection),
      opened: (resumed) => this.#opened(resumed),
      frame: (data) => this.#receive(data),
      gap: () => this.#readAgain(),
      refused: this.#askWhoWeAre,
    };
    const stream = new SharedStream(this.#person, TOPICS, listener, this.#since);
    const stops = [
      this.#patches.start(),
      this.#refresher.start(),
      this.#slowRefresher.start(),
      this.#rareRefresher.start(),
      stream.start(),
    ];
    const wake = () => {
      this.#watchedSince = Date.now();
      this.#showSoon();
    };
    document.addEventListener('visibilitychange', wake);
    return () => {
      document.removeEventListener('visibilitychange', wake);
      for (const stop of stops) stop();
      clearTimeout(this.#flush);
      this.#flush = undefined;
    };
  }

  readonly status = (): LiveStatus => this.#status;

  readonly isUp = (): boolean => this.#status.state === 'live';

  /** Commit to screen of the last minute's events. */
  readonly speed = () => this.#speed.recent(Date.now());

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  #tell(change: Partial<LiveStatus>): void {
    this.#status = { ...this.#status, ...change };
    for (const watcher of this.#watchers) watcher();
  }

  #opened(resumed: boolean): void {
    this.#watchedSince = Date.now();
    if (!resumed) this.#readAgain();
    askAgain(this.#client);
  }

  /** Positions may start over after a restore, which the server tells as a gap. */
  #readAgain(): void {
    this.#position = 0;
    for (const key of SHOWN) this.#refresher.soon(key);
  }

  #receive(frame: string): void {
    const envelope = readEnvelope(frame);
    if (!envelope) {
      this.#readAgain();
      return;
    }
    if (envelope.position <= this.#position) return;
    this.#position = envelope.position;
    this.#waiting.push(envelope);
    if (document.hidden && this.#waiting.length > MOST_KEPT) {
      this.#waiting = [];
      this.#readAgain();
    }
    this.#showSoon();
  }

  #showSoon(): void {
    if (document.hidden || this.#waiting.length === 0) return;
    this.#flush ??= setTimeout(() => this.#show(), BURST);
  }

  #show(): void {
    const burst = this.#waiting;
    this.#waiting = [];
    this.#flush = undefined;
    this.#patches.rows(['events', 'list'], burst, (key) => eventRule(key[2]));
    this.#showTasks(burst.filter(aboutTasks));
    for (const envelope of burst) this.#showOther(envelope);
    this.#readUntoldAgain(burst);
    this.#measure(burst);
  }

  /**
   * Spans and sizes are in no event. A trace is read again when something happens in it, or to its
   * tasks, whose events are in their trace; the system when anything does.
   */
  #readUntoldAgain(burst: readonly Envelope[]): void {
    const traces = new Set(burst.map(({ trace_id }) => trace_id));
    for (const key of [['system'], ...[...traces].map((id) => ['traces', id])]) {
      // Nearly always nobody looks at it.
      if (this.#client.getQueryCache().get(hashKey(key))) this.#slowRefresher.soon(key);
    }
  }

  #showTasks(burst: readonly Envelope[]): void {
    if (burst.length === 0) return;
    const newest = new Map<string, Task>();
    for (const envelope of burst) {
      const change = readTaskChange(envelope.data);
      if (!change) {
        const isPause = envelope.event.startsWith('queue_');
        for (const key of isPause ? PAUSES : [['tasks']]) this.#refresher.soon(key);
        continue;
      }
      newest.set(change.task_id, change.task);
      if (concernsDeadLetters(change)) {
        for (const key of [['dead-letters'], ['badges', 'deadLetters']]) this.#refresher.soon(key);
      }
      this.#showDetail(envelope, change);
    }
    const tasks = [...newest.values()];
    this.#patches.rows(['tasks', 'list'], tasks, (key) => taskRule(readBoard(key[2])));
    this.#readFoundAgain(tasks);
    if (!burst.every(isProgress)) this.#countAgain();
  }

  /** How far tasks are is told by none of these. */
  #countAgain(): void {
    this.#refresher.soon(['tasks', 'count']);
    for (const key of AFTER_TASKS) this.#refresher.soon(key);
    this.#slowRefresher.soon(['series']);
    this.#rareRefresher.soon(['minutes']);
  }

  /**
   * Lists of a search that may find *tasks* or find them no longer, as only the server knows, and
   * those that show arguments or are sorted by one, which only the server tells. What nobody looks
   * at is read when somebody comes back to it.
   */
  #readFoundAgain(tasks: readonly Task[]): void {
    for (const { queryKey, state, meta } of this.#client
      .getQueryCache()
      .findAll({ queryKey: ['tasks', 'list'] })) {
      const view = readBoard(queryKey[2]);
      if (state.data === undefined) continue;
      const isDoubt = tasks.some((task) => isDoubtful(view, task));
      if (isDoubt || (meta?.withArguments && this.#lacksArguments(queryKey))) {
        this.#refresher.soon(queryKey);
      }
    }
  }

  #lacksArguments(list: QueryKey): boolean {
    const pages = this.#client.getQueryData<Pages<Task>>(list)?.pages ?? [];
    return pages.some((page) => page.items.some(({ args }) => !args));
  }

  #showDetail(envelope: Envelope, change: TaskChange): void {
    this.#patches.detail(change.task, transitionOf(envelope, change));
    // Attempts and the result are not in the event; the one open detail reads them once.
    if (!isProgress(envelope)) {
      this.#refresher.soon(['tasks', 'detail', change.task_id]);
      for (const key of this.#patches.related(change)) this.#refresher.soon(key);
    }
  }

  #showOther({ topic, event, data }: Envelope): void {
    const about = subject(topic);
    const isOurs = about === 'rights' && readWhoseRights(data) === this.#person;
    // What may be seen may be another then, on any page.
    for (const key of isOurs ? SHOWN : (READ_AGAIN[about] ?? [])) this.#refresher.soon(key);
    if (event === 'task_logged') this.#showLog(data);
    else if (about === 'messages') {
      const message = readMessage(data);
      this.#refresher.soon(['messages', 'count']);
      if (!message) this.#refresher.soon(['messages']);
      else {
        this.#patches.rows(['messages', 'list'], [message], (key) => messageRule(key[2]));
      }
    } else if (about === 'topics') {
      const topic = readTopic(data);
      // An atom counts in its topics, which the event does not name.
      if (!topic) for (const key of [['topics'], ['atoms']]) this.#refresher.soon(key);
      else {
        this.#patches.rows(['topics', 'list'], [topic], (key) => topicRule(key[2]));
        this.#refresher.soon(['topics', 'detail', topic.id]);
      }
    } else if (about === 'knowledge_extraction' && !EXTRACTION.includes(event)) {
      const proposals = readProposals(data);
      for (const key of COUNTS_OF_PROPOSALS) this.#refresher.soon(key);
      if (!proposals) this.#refresher.soon(['proposals']);
      else this.#showProposals(proposals);
    }
  }

  /** The open log reads on by itself once it hears how far it goes. */
  #showLog(data: unknown): void {
    const logged = readTaskLogged(data);
    if (logged) this.#patches.logEnd(logged.task_id, logged.upto);
    else this.#refresher.soon(['logs']);
  }

  #showProposals(proposals: readonly Proposal[]): void {
    this.#patches.rows<Reviewed>(['proposals', 'list'], proposals, (key) =>
      proposalRule(viewOfKey(key[2])),
    );
    for (const { id } of proposals) this.#refresher.soon(['proposals', 'detail', id]);
  }

  /** What was not to be seen at once, as it happened before, says nothing about our speed. */
  #measure(burst: readonly Envelope[]): void {
    const position = this.#position;
    const committed = burst
      .map(({ at }) => Date.parse(at))
      .filter((at) => at >= this.#watchedSince);
    if (document.hidden || committed.length === 0) {
      this.#tell({ position });
      return;
    }
    requestAnimationFrame(() => {
      const now = Date.now();
      for (const at of committed) this.#speed.add(now, Math.max(0, now - at));
      this.#tell({ position, latency: Math.max(0, now - Math.max(...committed)) });
    });
  }
}
