import type {
  Attempt,
  LogEvent,
  Message,
  Metrics,
  Page,
  Proposal,
  Task,
  TaskDetail,
  Worker,
} from '../api/types';

export function task(given: Partial<Task> = {}): Task {
  return {
    id: '7',
    name: 'score_message_task',
    queue: 'default',
    state: 'pending',
    cancelling: false,
    owner: { id: '1', name: 'Olena' },
    project: 'demo',
    priority: 0,
    created_at: '2026-01-02T03:04:05.000Z',
    scheduled_at: null,
    due_at: null,
    started_at: null,
    finished_at: null,
    wait_ms: null,
    run_ms: null,
    attempt: 0,
    max_attempts: 5,
    worker: null,
    progress: null,
    error: null,
    discarded: null,
    trace_id: '0123456789abcdef0123456789abcdef',
    retry_of: null,
    ...given,
  };
}

/** Of task 5, in project 7. */
export function logEvent(given: Partial<LogEvent> = {}): LogEvent {
  return {
    id: '1772357400000000-4f09aa',
    position: 1_772_357_400_000_000,
    topic: 'space:7:tasks',
    event: 'task_changed',
    at: '2026-03-01T09:30:00.000000+00:00',
    project_id: '7',
    actor: 'person:1',
    by: 'Olena',
    reason: null,
    trace_id: null,
    data: { task_id: '5' },
    ...given,
  };
}

export function attempt(given: Partial<Attempt> = {}): Attempt {
  return {
    ...{ number: 1, worker: 'somewhere-1', outcome: 'completed' },
    ...{ due_at: null, started_at: '2026-01-05T12:00:00Z', finished_at: '2026-01-05T12:00:02Z' },
    ...{ error: null, error_class: null, traceback: null, fingerprint: null, frames: null },
    trace_id: '0123456789abcdef0123456789abcdef',
    ...given,
  };
}

const more = {
  args: {},
  args_cut: false,
  result: null,
  result_url: null,
  attempts: [],
  history: [],
  related: null,
};

export function detail(given: Partial<TaskDetail> = {}): TaskDetail {
  return { ...task(given), ...more, ...given };
}

export function proposal(given: Partial<Proposal> = {}): Proposal {
  return {
    id: '3',
    kind: 'topic',
    state: 'pending',
    project: 'demo',
    extraction_id: '1',
    confidence: 0.8,
    reasoning: 'Five messages say so.',
    reasons: null,
    engine: 'offline',
    name: 'Migration',
    description: '',
    keywords: [],
    atom_type: null,
    sources: ['1', '2'],
    similar: null,
    topic: null,
    topic_id: null,
    atom_id: null,
    created_at: '2026-01-02T03:04:05.000Z',
    reviewed_by: null,
    reviewed_at: null,
    review_note: null,
    ...given,
  };
}

export function message(given: Partial<Message> = {}): Message {
  return {
    id: '5',
    project: 'demo',
    chat: { id: '1', title: 'Backend' },
    author: { id: null, name: 'Sam' },
    external_id: '105',
    sent_at: '2026-01-02T03:04:05.000Z',
    edited_at: null,
    text: 'Hello',
    media: null,
    importance: 0.5,
    classification: 'weak_signal',
    factors: null,
    topic_id: null,
    ...given,
  };
}

/** Of a queue in which nothing is. */
export function metrics(given: Partial<Metrics> = {}): Metrics {
  const day = Array.from({ length: 24 }, () => null);
  const hour = Array.from({ length: 60 }, () => 0);
  return {
    ...{ queued: 0, active: 0, failure_rate_24h: null, mean_run_seconds_24h: null },
    last_day: {
      ...{ since: '2026-03-01T09:16:00Z', failure_rate: day, mean_run_seconds: day },
    },
    live: {
      ...{ oldest_waiting: null, ended_1m: 0, stands_seconds: null },
      last_hour: { since: '2026-03-02T08:16:00Z', ended: hour, failed: hour },
    },
    ...given,
  };
}

export function worker(given: Partial<Worker> = {}): Worker {
  const at = '2026-01-02T03:04:05.000Z';
  return {
    ...{ id: '2', name: 'somewhere-1', host: 'somewhere', pid: 812, version: '0.1.0' },
    ...{ queues: null, concurrency: 10, started_at: at, heartbeat_at: at, state: 'live' },
    ...{ draining_at: null, stopped_at: null, lost_at: null, taken_up: 0, tasks: [], ended: 0 },
    stands_seconds: null,
    ...given,
  };
}

export function page<Row>(items: Row[], next_cursor: string | null = null): Page<Row> {
  return { items, next_cursor };
}

let position = 0;

/** An envelope as the stream sends it: one JSON line. */
export function frame(
  topic: string,
  event: string,
  data: unknown,
  at = new Date(),
  trace_id: string | null = null,
): string {
  position += 1;
  return JSON.stringify({
    ...{ id: `${position}-x`, position, topic: `space:1:${topic}`, event, at },
    ...{ project_id: '1', actor: 'worker', reason: null, trace_id, data },
  });
}

export function taskFrame(changed: Task, previous: string | null = null): string {
  const data = {
    task_id: changed.id,
    new_status: changed.state,
    previous_status: previous,
    timestamp: changed.created_at,
    duration_ms: 12,
    task: changed,
  };
  const event = previous === null ? 'task_created' : 'task_changed';
  return frame('tasks', event, data, new Date(), changed.trace_id);
}
