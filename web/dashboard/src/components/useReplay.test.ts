/** A replay runs as fast as it is told, waits for what is being read, and ends at now. */
import { act, renderHook } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { useReplay } from './useReplay';

const NOW = Date.parse('2026-03-01T09:30:00Z');

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});

function replayed(began: number) {
  let at = began;
  const moved = (next: number) => {
    at = next;
  };
  const view = renderHook(({ isReading }) => useReplay(at, isReading, moved), {
    initialProps: { isReading: false },
  });
  const pass = (isReading = false) => {
    act(() => void vi.advanceTimersByTime(1000));
    view.rerender({ isReading });
  };
  return { ...view, pass, at: () => at };
}

test('each second is as many as the speed says', () => {
  const { result, pass, at } = replayed(NOW - 3_600_000);
  act(() => result.current.setSpeed('60'));
  act(() => result.current.start());

  pass();
  pass();

  expect(at()).toBe(NOW - 3_600_000 + 120_000);
});

test('what is being read is waited for, and the time is made good', () => {
  const { result, pass, at } = replayed(NOW - 3_600_000);
  act(() => result.current.start());

  pass(true);
  pass();
  expect(at()).toBe(NOW - 3_600_000 + 1000);
  pass();

  expect(at()).toBe(NOW - 3_600_000 + 3000);
});

test('it ends when it has reached now', () => {
  const { result, pass, at } = replayed(NOW - 30_000);
  act(() => result.current.setSpeed('60'));
  act(() => result.current.start());

  pass();

  expect(at()).toBe(NOW + 1000);
  expect(result.current.isRunning).toBe(false);
});
