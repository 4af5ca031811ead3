/** An answer is read when its time is over and not before; by the clock only without a stream. */
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeEventSource } from '../test/eventSource';
import { LiveProvider } from './useLive';
import { soonest, useTimed } from './useTimed';

const EVERY = 5000; // ms
let readings: number;
let answer: () => number | null;
let client: QueryClient;

beforeEach(() => {
  vi.useFakeTimers();
  FakeEventSource.install();
  readings = 0;
  answer = () => null;
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
});
afterEach(() => {
  client.clear();
});

/** Read something whose answers stand for as many seconds as *answer* says. */
async function watch({ isUp = true, isTold = true, apart = 1000 } = {}) {
  const queryFn = () => {
    readings += 1;
    return { seconds: answer() };
  };
  const view = renderHook(
    () => {
      const stands = ({ seconds }: { seconds: number | null }) => seconds;
      const timed = useTimed({ every: EVERY, stands, isTold, apart });
      return useQuery({ queryKey: ['it'], queryFn, ...timed });
    },
    {
      wrapper: ({ children }: { children: ReactNode }) => (
        <QueryClientProvider client={client}>
          <LiveProvider person="1" since="">
            {children}
          </LiveProvider>
        </QueryClientProvider>
      ),
    },
  );
  if (isUp) act(() => FakeEventSource.latest.onopen?.());
  await pass(0);
  return view;
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

test('what stands for good is read once', async () => {
  await watch();
  await pass(20 * EVERY);

  expect(readings).toBe(1);
});

test('what stands for a while is read when that is over, and not again', async () => {
  const answers = [90, null];
  answer = () => answers.shift() ?? null;
  await watch();
  await pass(89_000);
  expect(readings).toBe(1);

  await pass(2000);
  expect(readings).toBe(2);
  await pass(600_000);
  expect(readings).toBe(2);
});

test('what changes all the time is read at most so often', async () => {
  answer = () => 0.1;
  await watch({ apart: 60_000 });
  await pass(59_000);
  expect(readings).toBe(1);
  await pass(120_000);

  expect(readings).toBe(3);
});

test('it is read by the clock where the stream is down', async () => {
  await watch({ isUp: false });
  await pass(3 * EVERY + 500);

  expect(readings).toBe(4);
});

test('what no event tells of is read when it is opened, and when somebody comes back', async () => {
  const { unmount } = await watch({ isTold: false });
  await pass(20 * EVERY);
  expect(readings).toBe(1);

  window.dispatchEvent(new Event('visibilitychange'));
  await pass(0);
  expect(readings).toBe(2);

  unmount();
  await watch({ isTold: false });
  expect(readings).toBe(3);
});

test('the clock stands still from the moment at which the stream is up', async () => {
  await watch({ isUp: false });
  await pass(EVERY + 500);
  act(() => FakeEventSource.latest.onopen?.());
  await pass(1000);
  const then = readings;
  await pass(20 * EVERY);

  expect(readings).toBe(then);
});

test('a reading that failed is repeated by the clock', async () => {
  answer = () => {
    if (readings === 2) throw new Error('down');
    return readings === 1 ? 10 : null;
  };
  await watch();
  await pass(11_000);
  expect(readings).toBe(2);
  await pass(EVERY);
  expect(readings).toBe(3);
  await pass(20 * EVERY);

  expect(readings).toBe(3);
});

test('a tab that was hidden when it was time reads as soon as it is seen', async () => {
  answer = () => (readings === 1 ? 10 : null);
  await watch();
  const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  await pass(15_000);
  expect(readings).toBe(1);

  hidden.mockReturnValue('visible');
  window.dispatchEvent(new Event('visibilitychange'));
  await pass(0);
  expect(readings).toBe(2);
  hidden.mockRestore();
});

test('a list stands as long as its first item does', () => {
  expect(soonest([{ stands_seconds: null }, { stands_seconds: 9 }, { stands_seconds: 4 }])).toBe(4);
  expect(soonest([{ stands_seconds: null }])).toBe(null);
});
