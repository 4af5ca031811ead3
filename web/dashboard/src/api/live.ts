/**
 * Keeps the query cache in step with the event log, and says how well it does.
 *
 * An event carries its row's new state and patches the cache by key; a gap, or a shape that is
 * not known, makes what is shown be read again. Nothing polls while the stream is up. Metrics are
 * numbers over the whole queue that no event carries: they are read again after task events, at
 * most once a second and only while somebody looks.
 */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import {
  readEnvelope,
  readMessage,
  readProposals,
  readTaskChange,
  readTopic,
  subject,
  type Envelope,
  type TaskChange,
} from './events';
import { messageRule } from './messages';
import { Patches } from './patches';
import { proposalRule } from './proposals';
import { Refresher } from './refresh';
import { EventStream, type StreamState } from './stream';
import { taskRule } from './tasks';
import { topicRule } from './topics';
import type { Task, Transition } from './types';
import { readBoard } from './view';

export interface LiveStatus {
  stream: StreamState;
  /** Commit to screen of the latest event, by the clocks of server and browser; in ms. */
  latency: number | null;
}

/**
 * What is read again after an event of a topic that patches nothing: few rows, seldom changed. A
 * page that shows more of a topic adds its query keys here.
 */
const READ_AGAIN: Readonly<Record<string, readonly QueryKey[]>> = {
  workers: [['workers']],
  schedules: [['schedules']],
  alert: [['alerts']],
  people: [['people'], ['sessions'], ['tokens']],
  rights: [['me'], ['people']],
  analysis_runs: [['runs'], ['task-proposals']],
  proposals: [['task-proposals'], ['runs'], ['task-items']],
  ingestion: [['ingestions']],
};
const PATCHING = ['tasks', 'knowledge_extraction', 'topics', 'messages'] as const;
const TOPICS = [...PATCHING, ...Object.keys(READ_AGAIN)];
// An extraction's own life: its proposals come with `proposals_created`.
const EXTRACTION: readonly string[] = ['started', 'completed', 'failed'];
const SHOWN = [
  ['tasks'],
  ['proposals'],
  ['topics'],
  ['messages'],
  ['metrics'],
  ['queue'],
  ['why'],
  ...Object.values(READ_AGAIN).flat(),
] as const;
const BURST = 40; // ms: one render for everything that arrives within it

export class Live {
  readonly #patches: Patches;
  readonly #refresher: Refresher;
  readonly #askWhoWeAre: () => void;
  readonly #watchers = new Set<() => void>();
  #status: LiveStatus = { stream: 'connecting', latency: null };
  #waiting: Envelope[] = [];
  #flush: ReturnType<typeof setTimeout> | undefined;
  #position = 0;
  #openedAt = Infinity;

  constructor(client: QueryClient) {
    this.#patches = new Patches(client);
    this.#refresher = new Refresher(client);
    this.#askWhoWeAre = () => void client.invalidateQueries({ queryKey: ['me'] });
  }

  /** Opens the stream; what it returns closes it. */
  start(): () => void {
    const stream = new EventStream(TOPICS, {
      state: (state) => this.#tell({ stream: state }),
      opened: (resumed) => this.#opened(resumed),
      frame: (data) => this.#receive(data),
      gap: () => this.#readAgain(),
      refused: this.#askWhoWeAre,
    });
    const stops = [this.#patches.start(), this.#refresher.start(), stream.start()];
    return () => {
      for (const stop of stops) stop();
      clearTimeout(this.#flush);
      this.#flush = undefined;
    };
  }

  readonly status = (): LiveStatus => this.#status;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  #tell(change: Partial<LiveStatus>): void {
    this.#status = { ...this.#status, ...change };
    for (const watcher of this.#watchers) watcher();
  }

  #opened(resumed: boolean): void {
    this.#openedAt = Date.now();
    if (!resumed) this.#readAgain();
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
    this.#flush ??= setTimeout(() => this.#show(), BURST);
  }

  #show(): void {
    const burst = this.#waiting;
    this.#waiting = [];
    this.#flush = undefined;
    this.#showTasks(burst.filter(aboutTasks));
    for (const envelope of burst) this.#showOther(envelope);
    this.#measure(burst);
  }

  #showTasks(burst: readonly Envelope[]): void {
    if (burst.length === 0) return;
    const newest = new Map<string, Task>();
    for (const envelope of burst) {
      const change = readTaskChange(envelope.data);
      if (!change) {
        this.#refresher.soon(envelope.event.startsWith('queue_') ? ['queue'] : ['tasks']);
        continue;
      }
      newest.set(change.task_id, change.task);
      this.#showDetail(envelope, change);
    }
    this.#patches.rows(['tasks', 'list'], [...newest.values()], (key) =>
      taskRule(readBoard(key[2])),
    );
    this.#refresher.soon(['metrics']);
    this.#refresher.soon(['why']);
  }

  #showDetail(envelope: Envelope, change: TaskChange): void {
    this.#patches.detail(change.task, transitionOf(envelope, change));
    // Attempts and the result are not in the event; the one open detail reads them once.
    if (envelope.event !== 'task_progressed') {
      this.#refresher.soon(['tasks', 'detail', change.task_id]);
    }
  }

  #showOther({ topic, event, data }: Envelope): void {
    const about = subject(topic);
    for (const key of READ_AGAIN[about] ?? []) this.#refresher.soon(key);
    if (about === 'messages') {
      const message = readMessage(data);
      if (!message) this.#refresher.soon(['messages']);
      else {
        this.#patches.rows(['messages'], [message], (key) => messageRule(key[1]));
      }
    } else if (about === 'topics') {
      const topic = readTopic(data);
      // An atom counts in its topics, which the event does not name.
      if (!topic) this.#refresher.soon(['topics']);
      else this.#patches.rows(['topics'], [topic], () => topicRule);
    } else if (about === 'knowledge_extraction' && !EXTRACTION.includes(event)) {
      const proposals = readProposals(data);
      if (!proposals) this.#refresher.soon(['proposals']);
      else this.#patches.rows(['proposals'], proposals, (key) => proposalRule(key[1]));
    }
  }

  /** What happened before the stream opened is replay; it says nothing about our speed. */
  #measure(burst: readonly Envelope[]): void {
    const committed = Math.max(...burst.map((each) => Date.parse(each.at)));
    if (document.hidden || committed < this.#openedAt) return;
    requestAnimationFrame(() => {
      this.#tell({ latency: Math.max(0, Date.now() - committed) });
    });
  }
}

/** A line in the log of a task changes nothing of the board. */
function aboutTasks({ topic, event }: Envelope): boolean {
  return subject(topic) === 'tasks' && event !== 'task_logged';
}

function transitionOf(envelope: Envelope, change: TaskChange): Transition | null {
  if (envelope.event === 'task_progressed') return null;
  return {
    position: envelope.position,
    at: envelope.at,
    from: change.previous_status,
    to: change.new_status,
    actor: envelope.actor,
    reason: envelope.reason,
    duration_ms: change.duration_ms,
    action: change.action,
    before: change.before,
    after: change.after,
  };
}
