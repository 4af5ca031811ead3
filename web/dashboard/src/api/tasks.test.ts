/** The list's rule agrees with the server's filters and order. */
import { expect, test } from 'vitest';
import { task } from '../test/factories';
import {
  canDo,
  isDoubtful,
  shownState,
  taskRule,
  toggledSort,
  type Sort,
  type TaskView,
} from './tasks';
import { TASK_STATES, type Task } from './types';

const sorted = (sort: Sort, tasks: Task[]) =>
  tasks.toSorted((a, b) => taskRule({ sort }).compare(a, b)).map((each) => each.id);

test('ids are ordered as numbers', () => {
  const tasks = ['10', '9', '100'].map((id) => task({ id }));

  expect(sorted('id', tasks)).toEqual(['9', '10', '100']);
});

test('equal values are ordered by id, in the same direction', () => {
  const tasks = ['1', '3', '2'].map((id) => task({ id }));

  expect(sorted('-name', tasks)).toEqual(['3', '2', '1']);
});

test('equal names are ordered by age before the id', () => {
  const tasks = [
    task({ id: '1', created_at: '2026-01-05T12:00:02Z' }),
    task({ id: '2', created_at: '2026-01-05T12:00:01Z' }),
  ];

  expect(sorted('name', tasks)).toEqual(['2', '1']);
  expect(sorted('attempt', tasks)).toEqual(['1', '2']);
});

test('states are ordered as a task lives them', () => {
  const tasks = [task({ id: '1', state: 'failed' }), task({ id: '2', state: 'pending' })];

  expect(sorted('state', tasks)).toEqual(['2', '1']);
});

test.each(['owner', '-owner', 'project', '-project'] as const)(
  'by %s nobody and nothing come after all, and of one the older before the younger',
  (sort) => {
    const demo = { project: 'demo', created_at: '2026-01-05T12:00:00Z' };
    const tasks = [
      task({ id: '1', owner: null, project: null }),
      task({ id: '2', ...demo, created_at: '2026-01-05T12:00:01Z' }),
      task({ id: '3', ...demo }),
    ];

    const held = sort.startsWith('-') ? ['2', '3'] : ['3', '2'];
    expect(sorted(sort, tasks)).toEqual([...held, '1']);
  },
);

const began = (at: string) => `2026-01-05T12:00:0${at}Z`;

test('who still waits or runs is ahead of who does not, the one that began first foremost', () => {
  const running = { state: 'in_progress' as const, run_ms: null };
  const tasks = [
    task({ id: '1', state: 'completed', wait_ms: 90_000, run_ms: 60_000_000 }),
    task({ id: '2', due_at: began('2.000900'), run_ms: 7 }),
    task({ id: '3', due_at: began('1.5') }),
    task({ id: '4', ...running, started_at: began('2'), wait_ms: 90_001 }),
    task({ id: '5', ...running, started_at: began('1.000900'), wait_ms: 0 }),
    task({ id: '6', state: 'cancelled' }),
  ];

  expect(sorted('-wait', tasks)).toEqual(['3', '2', '4', '1', '5', '6']);
  expect(sorted('wait', tasks)).toEqual(['5', '1', '4', '2', '3', '6']);
  expect(sorted('-run', tasks)).toEqual(['5', '4', '1', '2', '6', '3']);
  expect(sorted('run', tasks)).toEqual(['2', '1', '4', '5', '3', '6']);
});

test('what goes on since the same millisecond is ordered by id', () => {
  const tasks = ['1', '2'].map((id) => task({ id, due_at: began(`1.00090${id}`) }));

  expect(sorted('-wait', tasks)).toEqual(['2', '1']);
});

test('progress is a share, and who tells none comes last either way', () => {
  const made = { note: null, percent: null, eta_seconds: null };
  const tasks = [
    task({ id: '1', progress: { ...made, done: 30, total: 90 } }),
    task({ id: '2', progress: { ...made, done: 2, total: 4 } }),
    task({ id: '3', progress: { ...made, done: 0, total: 0 } }),
    task({ id: '4' }),
  ];

  expect(sorted('progress', tasks)).toEqual(['1', '2', '3', '4']);
  expect(sorted('-progress', tasks)).toEqual(['2', '1', '4', '3']);
});

test('where an argument puts a task, only the server can tell', () => {
  const view: TaskView = { sort: '-args.chat_id', project: 'demo' };
  const rule = taskRule(view);

  expect([rule.matches(task()), rule.keeps(task())]).toEqual([false, true]);
  expect(isDoubtful(view, task())).toBe(true);
  expect(isDoubtful(view, task({ project: 'other' }))).toBe(false);
});

test.each([
  [{ q: 'SCORE' }, true],
  [{ q: '4' }, true],
  [{ q: '2' }, false],
  [{ id: '4' }, true],
  [{ name: 'score' }, false],
  [{ owner: '1' }, true],
  [{ owner: '2' }, false],
  [{ state: ['failed' as const] }, false],
])('%o finds task 42: %s', (view, isFound) => {
  expect(taskRule(view).matches(task({ id: '42' }))).toBe(isFound);
});

test('what a search found stays, since only the server can tell', () => {
  const rule = taskRule({ q: 'error:"rate limit"', state: ['failed'] });

  expect(rule.matches(task({ state: 'failed' }))).toBe(false);
  expect(rule.keeps(task({ state: 'failed' }))).toBe(true);
  expect(rule.keeps(task({ state: 'pending' }))).toBe(false);
});

test('only the server can tell whether a search finds a task that it may find', () => {
  const view: TaskView = { q: 'state:failed', project: 'demo' };

  expect(isDoubtful(view, task())).toBe(true);
  expect(isDoubtful(view, task({ project: 'other' }))).toBe(false);
  expect(isDoubtful({ q: 'score' }, task())).toBe(false);
  expect(isDoubtful({ project: 'demo' }, task())).toBe(false);
});

test('what reads like a name but is a search is not searched for here', () => {
  const named = task({ name: 'a-embed NOT' });

  for (const q of ['-embed', 'NOT', 'a*', '"a"']) {
    expect(taskRule({ q }).matches(named)).toBe(false);
  }
});

test('a second click on a column turns it round', () => {
  expect(toggledSort('-created_at', 'name')).toBe('name');
  expect(toggledSort('name', 'name')).toBe('-name');
  expect(toggledSort('-name', 'name')).toBe('name');
});

test('only what has ended without success can be tried again', () => {
  expect(TASK_STATES.filter((state) => canDo('retry', task({ state }), 0))).toEqual([
    'failed',
    'cancelled',
  ]);
});

test('only what has not ended can be cancelled, and only once', () => {
  expect(TASK_STATES.filter((state) => canDo('cancel', task({ state }), 0))).toEqual([
    'pending',
    'in_progress',
  ]);
  expect(canDo('cancel', task({ state: 'in_progress', cancelling: true }), 0)).toBe(false);
});

test('a running task that was told to stop says so', () => {
  expect(shownState(task({ state: 'in_progress', cancelling: true }))).toBe('cancelling');
});
