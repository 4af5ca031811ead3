/** A stream comes back after every loss and says where it stopped. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeEventSource } from '../test/eventSource';
import { EventStream, type StreamListener } from './stream';

const listener = {
  state: vi.fn<StreamListener['state']>(),
  opened: vi.fn<StreamListener['opened']>(),
  frame: vi.fn<StreamListener['frame']>(),
  gap: vi.fn<StreamListener['gap']>(),
  refused: vi.fn<StreamListener['refused']>(),
};
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  FakeEventSource.install();
  stop = new EventStream(['tasks', 'messages'], listener).start();
});

afterEach(() => {
  stop();
});

test('asks for its topics, without a place to resume at first', () => {
  expect(FakeEventSource.latest.url).toBe('/api/events/stream?topic=tasks&topic=messages');
});

test('resumes after the last id that it saw', () => {
  FakeEventSource.latest.onopen?.();
  FakeEventSource.latest.send('{}', '41-a');
  FakeEventSource.latest.onerror?.();
  vi.advanceTimersByTime(500);

  expect(FakeEventSource.opened).toHaveLength(2);
  expect(FakeEventSource.latest.url).toContain('last_event_id=41-a');
});

test('tells whether what was read before may be stale', () => {
  FakeEventSource.latest.onopen?.();
  FakeEventSource.latest.send('{}', '41-a');
  FakeEventSource.latest.onerror?.();
  vi.advanceTimersByTime(500);
  FakeEventSource.latest.onopen?.();

  expect(listener.opened.mock.calls).toEqual([[false], [true]]);
});

test('is offline after three failures, and waits longer after each', () => {
  for (const wait of [500, 1000, 2000]) {
    FakeEventSource.latest.onerror?.();
    vi.advanceTimersByTime(wait);
  }

  expect(FakeEventSource.opened).toHaveLength(4);
  expect(listener.state.mock.calls.flat()).toEqual([
    'connecting',
    'reconnecting',
    'reconnecting',
    'offline',
  ]);
});

test('comes back at once when the network does', () => {
  FakeEventSource.latest.onerror?.();
  window.dispatchEvent(new Event('online'));

  expect(FakeEventSource.opened).toHaveLength(2);
});

test('asks whether the session is over when the server ends it', () => {
  FakeEventSource.latest.onopen?.();
  FakeEventSource.latest.control('end', 'session expired');

  expect(listener.refused).toHaveBeenCalledOnce();
});

test('renews without anybody noticing', () => {
  FakeEventSource.latest.onopen?.();
  FakeEventSource.latest.control('end', 'renew', '50-a');

  expect(FakeEventSource.latest.url).toContain('last_event_id=50-a');
  expect(listener.state).toHaveBeenLastCalledWith('live');
  expect(listener.refused).not.toHaveBeenCalled();
});

test('does not fight another tab for its place', () => {
  FakeEventSource.latest.control('end', 'too many streams');
  vi.advanceTimersByTime(14_000);

  expect(FakeEventSource.opened).toHaveLength(1);
});

test('passes gaps on and remembers where they end', () => {
  FakeEventSource.latest.control('gap', 'pruned', '90-b');
  FakeEventSource.latest.onerror?.();
  vi.advanceTimersByTime(500);

  expect(listener.gap).toHaveBeenCalledOnce();
  expect(FakeEventSource.latest.url).toContain('last_event_id=90-b');
});

test('opens a new stream after the machine slept', () => {
  vi.setSystemTime(Date.now() + 600_000);
  vi.advanceTimersByTime(15_000);

  expect(FakeEventSource.opened).toHaveLength(2);
});

test('stays closed once stopped', () => {
  stop();
  window.dispatchEvent(new Event('online'));
  vi.advanceTimersByTime(60_000);

  expect(FakeEventSource.opened).toHaveLength(1);
  expect(FakeEventSource.latest.isClosed).toBe(true);
});
