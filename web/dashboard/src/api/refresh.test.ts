/** What is asked for again and again is read to its end each time, and once more after the last. */
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refresher } from './refresh';

const KEY = ['queues'];
const EVERY = 1000; // ms
let client: QueryClient;
let refresher: Refresher;
let readings: number;
let answers: number;
let stops: (() => void)[];

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  refresher = new Refresher(client, EVERY);
  [readings, answers] = [0, 0];
  stops = [refresher.start()];
});
afterEach(() => {
  for (const stop of stops) stop();
  client.clear();
});

/** Look at something whose answer takes *length* ms, and was read before. */
function watch(length: number, isKnown = true): void {
  if (isKnown) client.setQueryData(KEY, 0);
  const queryFn = async () => {
    readings += 1;
    const reading = readings;
    await new Promise((resolve) => setTimeout(resolve, length));
    answers += 1;
    return reading;
  };
  stops.push(new QueryObserver(client, { queryKey: KEY, queryFn }).subscribe(() => undefined));
}

async function ask(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    refresher.soon(KEY);
    await vi.advanceTimersByTimeAsync(100);
  }
}

test('an answer that takes longer than the while arrives though events go on', async () => {
  watch(1500);
  await ask(100);

  expect(client.getQueryData(KEY)).toBeGreaterThan(2);
  expect(answers).toBeGreaterThanOrEqual(readings - 1);
});

test('what was being read when the event came is read once more, and then no more', async () => {
  watch(1500, false);
  await ask(1);
  await vi.advanceTimersByTimeAsync(60_000);

  expect(client.getQueryData(KEY)).toBe(2);
  expect(readings).toBe(2);
});

test('others of the same kind do not wait, nor are read again for one that does', async () => {
  watch(1500, false);
  const other = vi.fn(() => Promise.resolve('other'));
  const queryKey = [...KEY, 'other'];
  client.setQueryData(queryKey, '');
  const observer = new QueryObserver(client, { queryKey, queryFn: other });
  stops.push(observer.subscribe(() => undefined));
  await ask(1);

  expect(client.getQueryData(queryKey)).toBe('other');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(other).toHaveBeenCalledTimes(1);
});

test('a reading that never ends is begun anew after a while', async () => {
  watch(86_400_000);
  await ask(2);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(readings).toBe(1);

  await vi.advanceTimersByTimeAsync(3000);
  expect(readings).toBe(2);
});
