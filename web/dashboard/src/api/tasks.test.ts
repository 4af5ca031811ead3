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

test('nobody comes after everybody', () => {
  const tasks = [task({ id: '1', owner: null }), task({ id: '2' })];

  expect(sorted('owner', tasks)).toEqual(['2', '1']);
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
