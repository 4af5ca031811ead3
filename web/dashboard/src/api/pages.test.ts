/** Live rows land where the server would list them, and listed ones stay where they are. */
import { expect, test } from 'vitest';
import { page, task } from '../test/factories';
import { placeRows, shortened } from './pages';
import { taskRule, type TaskView } from './tasks';
import type { Page, Task } from './types';

const at = (second: number) => `2026-01-02T03:04:0${second}.000Z`;
const row = (id: number, given: Partial<Task> = {}) =>
  task({ id: String(id), created_at: at(id), ...given });
const ids = (pages: Page<Task>[]) => pages.map((each) => each.items.map((item) => item.id));
const place = (pages: Page<Task>[], rows: Task[], view: TaskView = {}) =>
  placeRows(pages, rows, taskRule(view));

test('a new task comes first in the newest-first list', () => {
  expect(ids(place([page([row(2), row(1)])], [row(3)]))).toEqual([['3', '2', '1']]);
});

test('a burst keeps its order', () => {
  expect(ids(place([page([row(1)])], [row(2), row(3)]))).toEqual([['3', '2', '1']]);
});

test('a change of state happens in place', () => {
  const placed = place([page([row(2), row(1)])], [row(1, { state: 'failed' })]);

  expect(placed[0]?.items[1]).toMatchObject({ id: '1', state: 'failed' });
});

test('a row keeps its place even when the sorted column changed', () => {
  const pages = [page([row(1, { state: 'pending' }), row(2, { state: 'completed' })])];

  expect(ids(place(pages, [row(1, { state: 'failed' })], { sort: 'state' }))).toEqual([['1', '2']]);
});

test('a row that no longer matches leaves', () => {
  const placed = place([page([row(2), row(1)])], [row(1, { state: 'completed' })], {
    state: ['pending'],
  });

  expect(ids(placed)).toEqual([['2']]);
});

test('a row that does not match does not come in', () => {
  expect(ids(place([page([row(1)])], [row(2)], { project: 'other' }))).toEqual([['1']]);
});

test('a row beyond what has been loaded waits for its page', () => {
  expect(ids(place([page([row(3), row(2)], 'more')], [row(1)]))).toEqual([['3', '2']]);
});

test('a row at the very end of a complete list is appended', () => {
  expect(ids(place([page([row(3)]), page([row(2)])], [row(1)]))).toEqual([['3'], ['2', '1']]);
});

test('an empty list takes its first row', () => {
  expect(ids(place([page([])], [row(1)]))).toEqual([['1']]);
});

test('what was given is left as it was', () => {
  const pages = [page([row(1)])];
  place(pages, [row(2), row(1, { state: 'failed' })]);

  expect(pages).toEqual([page([row(1)])]);
});

test('a page that nothing changes of stays the same one', () => {
  const pages = [page([row(3)]), page([row(1)])];

  const placed = place(pages, [row(3, { state: 'failed' }), row(2)]);

  expect(ids(placed)).toEqual([['3'], ['2', '1']]);
  expect(place(pages, [row(3, { state: 'failed' })])[1]).toBe(pages[1]);
});

test('a list that grew long is its first rows alone', () => {
  const pages = [page([row(3), row(2)]), page([row(1)])];
  const short = shortened({ pages, pageParams: [null, 'next'] }, 1);

  expect(ids(short?.pages ?? [])).toEqual([['3']]);
  expect(short?.pageParams).toEqual([null]);
});
