/** The cache follows the log: events patch it, gaps and unknown shapes make it be read again. */
import { QueryClient, QueryObserver, type InfiniteData } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeEventSource } from '../test/eventSource';
import { detail, frame, message, page, proposal, task, taskFrame } from '../test/factories';
import { Live } from './live';
import type { Message, Page, Proposal, Task, TaskDetail, Topic } from './types';

const LIST = ['tasks', 'list', {}];
let client: QueryClient;
let live: Live;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  FakeEventSource.install();
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  live = new Live(client, '1');
  stop = live.start();
});

afterEach(() => {
  stop();
  client.clear();
});

function hold(key: unknown[], items: unknown[]): void {
  client.setQueryData(key, { pages: [page(items)], pageParams: [null] });
}

function rows<Row>(key: unknown[]): Row[] {
  const data = client.getQueryData<InfiniteData<Page<Row>>>(key);
  return data?.pages.flatMap((each) => each.items) ?? [];
}

function receive(...frames: string[]): void {
  for (const each of frames) FakeEventSource.latest.send(each, '1-x');
  vi.advanceTimersByTime(50);
}

const isStale = (key: unknown[]) => client.getQueryState(key)?.isInvalidated;

test('a new task enters the list, a change patches its row', () => {
  hold(LIST, [task({ id: '1' })]);
  receive(taskFrame(task({ id: '2' })), taskFrame(task({ id: '1', state: 'failed' }), 'pending'));

  expect(rows<Task>(LIST).map((each) => [each.id, each.state])).toEqual([
    ['2', 'pending'],
    ['1', 'failed'],
  ]);
});

test('a listed task keeps its arguments, and a new one has them read where they are shown', () => {
  const shown = ['tasks', 'list', { sort: '-id' }];
  for (const key of [LIST, shown]) hold(key, [task({ id: '1', args: { chat_id: 4 } })]);
  const queryFn = () => new Promise<never>(() => undefined);
  const watching = [
    new QueryObserver(client, { queryKey: LIST, queryFn }),
    new QueryObserver(client, { queryKey: shown, queryFn, meta: { withArguments: true } }),
  ].map((observer) => observer.subscribe(() => undefined));
  receive(taskFrame(task({ id: '1', state: 'in_progress' }), 'pending'));

  expect(rows<Task>(shown)[0]).toMatchObject({ state: 'in_progress', args: { chat_id: 4 } });
  expect(isStale(shown)).toBe(false);
  receive(taskFrame(task({ id: '2' })));
  vi.advanceTimersByTime(1000);
  expect([LIST, shown].map(isStale)).toEqual([false, true]);
  for (const stopWatching of watching) stopWatching();
});

test('sizes are read again after any event, at most every five seconds', async () => {
  const read = vi.fn(() => Promise.resolve({}));
  client.setQueryData(['system'], {});
  const watching = new QueryObserver(client, { queryKey: ['system'], queryFn: read });
  const stopWatching = watching.subscribe(() => undefined);
  for (let second = 1; second <= 4; second += 1) {
    receive(frame('ingestion', 'told', { second }));
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(read).toHaveBeenCalledTimes(1);

  await vi.advanceTimersByTimeAsync(1000);
  expect(read).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(read).toHaveBeenCalledTimes(2);
  stopWatching();
});

test('where only the server knows what is found, or where it stands, the list is read again', () => {
  const [found, sorted] = [{ q: 'error:"no"' }, { sort: 'args.chat_id' }];
  const keys = [LIST, ...[found, sorted].map((view) => ['tasks', 'list', view])];
  for (const key of keys) hold(key, [task({ id: '1' })]);
  receive(taskFrame(task({ id: '2' })));
  vi.advanceTimersByTime(1000);

  expect(keys.map(isStale)).toEqual([false, true, true]);
  expect(keys.map((key) => rows(key).length)).toEqual([2, 1, 1]);
});

test('every cached list is patched by its own filters', () => {
  const failed = ['tasks', 'list', { state: ['failed'] }];
  hold(LIST, [task({ id: '1' })]);
  hold(failed, []);
  receive(taskFrame(task({ id: '1', state: 'failed' }), 'pending'));

  expect(rows<Task>(LIST)).toHaveLength(1);
  expect(rows<Task>(failed)).toHaveLength(1);
});

test('the open detail gets the state and its history, and is read again for the rest', () => {
  const key = ['tasks', 'detail', '1'];
  client.setQueryData(key, detail({ id: '1', args: { kept: true } }));
  receive(taskFrame(task({ id: '1', state: 'in_progress' }), 'pending'));

  const shown = client.getQueryData<TaskDetail>(key);
  expect(shown).toMatchObject({ state: 'in_progress', args: { kept: true } });
  expect(shown?.history).toMatchObject([{ from: 'pending', to: 'in_progress', duration_ms: 12 }]);
  expect(isStale(key)).toBe(true);
});

test.each([
  ['in_progress', 'failed', true],
  ['failed', 'pending', true],
  ['pending', 'in_progress', false],
] as const)('a task from %s to %s makes dead letters be read again: %s', (from, to, isRead) => {
  const key = ['dead-letters', 'groups', {}];
  client.setQueryData(key, []);
  receive(taskFrame(task({ state: to }), from));

  expect(isStale(key)).toBe(isRead);
});

test('an event that comes twice counts once', () => {
  hold(LIST, []);
  const created = taskFrame(task({ id: '1' }));
  receive(created, created);

  expect(rows<Task>(LIST)).toHaveLength(1);
});

test('an answer that was under way does not undo an event', async () => {
  let answer: (data: InfiniteData<Page<Task>>) => void = () => undefined;
  const queryFn = () => new Promise<InfiniteData<Page<Task>>>((resolve) => (answer = resolve));
  const reading = client.query({ queryKey: LIST, queryFn });
  receive(taskFrame(task({ id: '1', state: 'completed' }), 'pending'));
  answer({ pages: [page([task({ id: '1' })])], pageParams: [null] });
  await reading;

  expect(rows<Task>(LIST)[0]?.state).toBe('completed');
});

test('a gap makes everything be read again', () => {
  hold(LIST, []);
  FakeEventSource.latest.control('gap', 'pruned');

  expect(isStale(LIST)).toBe(true);
});

test.each([
  ['1', 'project_member', true],
  ['1', 'session', false],
  ['2', 'project_member', false],
])('rights of %s that changed in %s make all be read again: %s', (person_id, of, expected) => {
  hold(LIST, []);
  receive(frame('rights', 'rights_changed', { person_id, of }));
  vi.advanceTimersByTime(1000);

  expect(isStale(LIST)).toBe(expected);
});

test('a shape that is not known makes its kind be read again', () => {
  hold(LIST, []);
  receive(frame('tasks', 'task_changed', { unheard: 'of' }));

  expect(isStale(LIST)).toBe(true);
});

test('a frame that is no envelope makes everything be read again', () => {
  hold(LIST, []);
  receive('not JSON');

  expect(isStale(LIST)).toBe(true);
});

test('what was read before the first connection is read again', () => {
  hold(LIST, []);
  FakeEventSource.latest.onopen?.();

  expect(isStale(LIST)).toBe(true);
});

test('a stream that begins before anything was read makes nothing be read again', () => {
  stop();
  live = new Live(client, '1', '5-a');
  stop = live.start();
  hold(LIST, [task({ id: '1' })]);
  client.setQueryData(['workers'], []);
  const asked = vi.spyOn(client, 'invalidateQueries');
  FakeEventSource.latest.onopen?.();
  receive(taskFrame(task({ id: '1', state: 'failed' }), 'pending'));

  expect(FakeEventSource.latest.url).toContain('last_event_id=5-a');
  expect(rows<Task>(LIST)[0]?.state).toBe('failed');
  expect(asked).not.toHaveBeenCalledWith({ queryKey: ['tasks'] });
  expect(isStale(LIST)).toBe(false);
});

test('where the log knows nothing of that beginning, all is read again', () => {
  stop();
  live = new Live(client, '1', '5-a');
  stop = live.start();
  hold(LIST, []);
  FakeEventSource.latest.onopen?.();
  FakeEventSource.latest.control('gap', 'unknown', '9-a');

  expect(isStale(LIST)).toBe(true);
});

test('progress counts nothing anew, and stands in the list at once', () => {
  hold(LIST, [task({ id: '1', state: 'in_progress' })]);
  const told = ['metrics', 'queues', 'workers', 'schedules', 'trace-list', 'series', 'minutes'];
  for (const key of told) client.setQueryData([key], {});
  client.setQueryData(['tasks', 'count', {}], {});
  const asked = vi.spyOn(client, 'invalidateQueries');
  const progress = { done: 3, total: 10, note: null, percent: 30, eta_seconds: null };
  const running = task({ id: '1', state: 'in_progress', progress });
  const change = { task_id: '1', task: running, previous_status: 'in_progress' };
  receive(frame('tasks', 'task_progressed', { ...change, new_status: 'in_progress' }));
  vi.advanceTimersByTime(120_000);

  expect(rows<Task>(LIST)[0]?.progress).toEqual(progress);
  expect(asked).not.toHaveBeenCalled();
  receive(taskFrame(task({ id: '1', state: 'completed' }), 'in_progress'));
  vi.advanceTimersByTime(120_000);
  expect(told.map((key) => isStale([key]))).toEqual(told.map(() => true));
});

test('metrics are read again at most once a second', () => {
  client.setQueryData(['metrics'], {});
  const asked = vi.spyOn(client, 'invalidateQueries');
  for (let second = 0; second < 20; second += 1) receive(taskFrame(task()));

  const times = asked.mock.calls.filter(([filter]) => filter?.queryKey?.[0] === 'metrics');
  expect(times.length).toBeLessThanOrEqual(2);
});

test('a decided proposal leaves the pending list', () => {
  hold(['proposals', 'list', {}], [proposal({ id: '3' }), proposal({ id: '4' })]);
  receive(
    frame('knowledge_extraction', 'approved', {
      proposal: proposal({ id: '3', state: 'approved' }),
    }),
  );

  expect(rows<Proposal>(['proposals', 'list', {}]).map((each) => each.id)).toEqual(['4']);
});

test('what an extraction proposes appears', () => {
  hold(['proposals', 'list', {}], []);
  receive(
    frame('knowledge_extraction', 'proposals_created', {
      proposals: [proposal({ id: '3' }), proposal({ id: '4' })],
    }),
  );

  expect(rows<Proposal>(['proposals', 'list', {}])).toHaveLength(2);
});

test('a message is updated in place', () => {
  hold(['messages', 'list', {}], [message({ id: '5', classification: null })]);
  receive(frame('messages', 'message.updated', { message: message({ classification: 'signal' }) }));

  expect(rows<Message>(['messages', 'list', {}])[0]?.classification).toBe('signal');
});

test('an approved topic appears, newest first', () => {
  const topic = { id: '8', project: 'demo', name: 'Migration', description: '', keywords: [] };
  const older = { ...topic, atoms: 0, messages: 2, created_at: '2026-01-02T03:04:05.000Z' };
  hold(['topics', 'list', null], [older]);
  receive(
    frame('topics', 'topic_created', {
      topic: { ...older, id: '9', created_at: '2026-01-02T03:04:06.000Z' },
    }),
  );

  expect(rows<Topic>(['topics', 'list', null]).map((each) => each.id)).toEqual(['9', '8']);
});

test('a paused queue makes the pauses be read again', () => {
  client.setQueryData(['queue'], []);
  receive(frame('tasks', 'queue_paused', { queue: null }));

  expect(isStale(['queue'])).toBe(true);
});

test('a line in the log of a task makes nothing be read again', () => {
  hold(LIST, [task({ id: '1' })]);
  client.setQueryData(['metrics'], {});
  const asked = vi.spyOn(client, 'invalidateQueries');
  receive(frame('tasks', 'task_logged', { task_id: '1', upto: 3 }));
  vi.advanceTimersByTime(2000);

  expect(asked).not.toHaveBeenCalled();
});

test('a trace is read again after what happens to its tasks, and after nothing else', () => {
  const [own, foreign] = ['a', 'b'].map((digit) => ['traces', digit.repeat(32)]);
  for (const key of [own, foreign]) client.setQueryData(key ?? [], {});
  receive(taskFrame(task({ trace_id: 'a'.repeat(32), state: 'completed' }), 'in_progress'));
  vi.advanceTimersByTime(5000);

  expect([own, foreign].map((key) => isStale(key ?? []))).toEqual([true, false]);
});

test('an open log hears how far it goes, and never that it goes back', () => {
  client.setQueryData(['logs', 'end', '1'], 0);
  receive(
    frame('tasks', 'task_logged', { task_id: '1', upto: 5 }),
    frame('tasks', 'task_logged', { task_id: '2', upto: 9 }),
    frame('tasks', 'task_logged', { task_id: '1', upto: 3 }),
  );

  expect(client.getQueryData(['logs', 'end', '1'])).toBe(5);
  expect(client.getQueryData(['logs', 'end', '2'])).toBeUndefined();
});

test('latency counts what was committed while connected, not what was caught up with', () => {
  FakeEventSource.latest.onopen?.();
  receive(frame('tasks', 'queue_paused', {}, new Date(Date.now() - 60_000)));
  vi.advanceTimersByTime(20);
  expect(live.status().latency).toBeNull();

  receive(frame('tasks', 'queue_paused', {}, new Date(Date.now() + 10)));
  vi.advanceTimersByTime(20);
  expect(live.status().latency).toBeGreaterThanOrEqual(0);
});

test.each([
  ['workers', 'worker_lost', ['workers']],
  ['proposals', 'proposal.created', ['badges', 'proposals', null]],
  ['analysis_runs', 'run_failed', ['badges', 'proposals', null]],
  ['alert', 'alert_opened', ['alerts', { firing: true }]],
])('what no event of %s can patch is read again', (topic, event, key) => {
  client.setQueryData(key, {});
  receive(frame(topic, event, {}));
  vi.advanceTimersByTime(1000);

  expect(isStale(key)).toBe(true);
});

test('what was given up while nobody answered is read again when the stream is back', async () => {
  FakeEventSource.latest.onopen?.();
  const queryFn = vi.fn().mockRejectedValueOnce(new Error('no answer')).mockResolvedValue('told');
  const key = ['tasks', 'detail', '7'];
  const stopWatching = new QueryObserver(client, { queryKey: key, queryFn }).subscribe(() => null);
  await vi.advanceTimersByTimeAsync(0);
  expect(client.getQueryState(key)?.status).toBe('error');

  FakeEventSource.latest.onerror?.();
  await vi.advanceTimersByTimeAsync(1000);
  FakeEventSource.latest.onopen?.();
  await vi.advanceTimersByTimeAsync(0);

  expect(client.getQueryData(key)).toBe('told');
  stopWatching();
});
