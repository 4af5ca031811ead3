import { expect, test } from 'vitest';
import { attempt, detail } from '../test/factories';
import { differences } from './differences';

test('two attempts differ in their outcome, error, length and worker', () => {
  const before = attempt({ worker: 'a', outcome: 'failed', error: 'no', error_class: 'E' });
  const now = attempt({
    ...{ worker: 'b', outcome: 'completed', error: null, error_class: null },
    finished_at: '2026-01-05T12:00:05Z',
  });

  expect(differences({ attempt: before }, { attempt: now })).toEqual([
    { field: 'outcome', before: 'failed', now: 'completed' },
    { field: 'error', before: 'E: no', now: null },
    { field: 'length', before: 2000, now: 5000 },
    { field: 'worker', before: 'a', now: 'b' },
  ]);
});

test('two tasks differ in single arguments and parts of their results', () => {
  const one = attempt();
  const before = detail({ args: { chat: { id: 1, name: 'x' }, all: [1, 2] }, result: { done: 3 } });
  const now = detail({ args: { chat: { id: 2, name: 'x' }, all: [1] }, result: null });

  const found = differences({ attempt: one, task: before }, { attempt: one, task: now });

  expect(found).toEqual([
    { field: 'args.chat.id', before: 1, now: 2 },
    { field: 'args.all.1', before: 2, now: null },
    { field: 'result.done', before: 3, now: null },
  ]);
});

test('what is the same differs in nothing', () => {
  const same = { attempt: attempt(), task: detail({}) };

  expect(differences(same, same)).toEqual([]);
});
