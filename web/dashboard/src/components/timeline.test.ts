/** The lengths of what a task went through add up to its life. */
import { expect, test } from 'vitest';
import type { TaskState, Transition } from '../api/types';
import { stretches, totals } from './timeline';

const START = Date.parse('2026-01-02T03:04:05.000Z');

/** *to* at *ms* after the start. */
function history(...steps: [to: TaskState, ms: number][]): Transition[] {
  return steps.map(([to, ms], index) => ({
    position: index,
    at: new Date(START + ms).toISOString(),
    from: steps[index - 1]?.[0] ?? null,
    to,
    ...{
      actor: 'api',
      by: null,
      reason: null,
      duration_ms: null,
      action: null,
      before: null,
      after: null,
    },
  }));
}

const told = (steps: Transition[], now: number) =>
  stretches(steps, START + now).map(({ phase, length }) => [phase, length]);

test('a failure that is tried again is a back-off', () => {
  const steps = history(
    ['pending', 0],
    ['in_progress', 10],
    ['pending', 30],
    ['in_progress', 70],
    ['completed', 150],
  );

  expect(told(steps, 999)).toEqual([
    ['waiting', 10],
    ['running', 20],
    ['backoff', 40],
    ['running', 80],
  ]);
  expect(totals(stretches(steps, START))).toEqual([
    { phase: 'waiting', length: 10 },
    { phase: 'running', length: 100 },
    { phase: 'backoff', length: 40 },
  ]);
});

test('between an end and a retry it did nothing', () => {
  const steps = history(['pending', 0], ['cancelled', 5], ['pending', 105]);

  expect(told(steps, 135)).toEqual([
    ['waiting', 5],
    ['ended', 100],
    ['waiting', 30],
  ]);
});

test('what changes nothing of the state takes no time', () => {
  const steps = history(['pending', 0], ['pending', 50], ['in_progress', 60]);

  expect(told(steps, 90)).toEqual([
    ['waiting', 60],
    ['running', 30],
  ]);
});
