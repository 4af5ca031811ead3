/** The lengths of what a task went through add up to its life. */
import { expect, test } from 'vitest';
import type { Attempt, TaskState, Transition } from '../api/types';
import { attempt } from '../test/factories';
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

const at = (ms: number) => new Date(START + ms).toISOString();

/** Of these changes; *due* of the one that waits, in ms after the start. */
function life(changes: Transition[], attempts: Attempt[] = [], due?: number) {
  return { history: changes, attempts, due_at: due === undefined ? null : at(due) };
}

const told = (task: ReturnType<typeof life>, now: number) =>
  stretches(task, START + now).map(({ phase, length }) => [phase, length]);

test('a failure that is tried again is a back-off', () => {
  const steps = history(
    ['pending', 0],
    ['in_progress', 10],
    ['pending', 30],
    ['in_progress', 70],
    ['completed', 150],
  );

  expect(told(life(steps), 999)).toEqual([
    ['waiting', 10],
    ['running', 20],
    ['backoff', 40],
    ['running', 80],
  ]);
  expect(totals(stretches(life(steps), START))).toEqual([
    { phase: 'waiting', length: 10 },
    { phase: 'running', length: 100 },
    { phase: 'backoff', length: 40 },
  ]);
});

test('a task waits from when it is due', () => {
  const steps = history(['pending', 0], ['in_progress', 60], ['completed', 70]);
  const scheduled = attempt({ due_at: at(50), started_at: at(60) });

  expect(told(life(history(['pending', 0]), [], 90), 20)).toEqual([['scheduled', 20]]);
  expect(told(life(steps, [scheduled]), 99)).toEqual([
    ['scheduled', 50],
    ['waiting', 10],
    ['running', 10],
  ]);
  expect(told(life(history(['pending', 0]), [], 0), 0)).toEqual([['waiting', 0]]);
});

test('a back-off lasts until the task is due, from then on it waits', () => {
  const steps = history(
    ['pending', 0],
    ['in_progress', 10],
    ['pending', 30],
    ['in_progress', 70],
    ['pending', 90],
  );
  const attempts = [
    attempt({ started_at: at(10) }),
    attempt({ number: 2, due_at: at(55), started_at: at(70) }),
  ];
  const task = life(steps, attempts, 90);

  expect(told(task, 100)).toEqual([
    ['waiting', 10],
    ['running', 20],
    ['backoff', 25],
    ['waiting', 15],
    ['running', 20],
    ['waiting', 10],
  ]);
});

test('between an end and a retry it did nothing', () => {
  const steps = history(['pending', 0], ['cancelled', 5], ['pending', 105]);

  expect(told(life(steps), 135)).toEqual([
    ['waiting', 5],
    ['ended', 100],
    ['waiting', 30],
  ]);
});

test('what changes nothing of the state takes no time', () => {
  const steps = history(['pending', 0], ['pending', 50], ['in_progress', 60]);

  expect(told(life(steps), 90)).toEqual([
    ['waiting', 60],
    ['running', 30],
  ]);
});
