/** A view is the board without the open task; it says when the board shows something else. */
import { expect, test } from 'vitest';
import { writableOf } from './projects';
import { boardOf, departs, keptOf, mayChange, mayDelete } from './savedViews';
import type { Me, SavedView } from './types';

const view: SavedView = {
  ...{ id: '5', name: 'stuck', owner: { id: '1', name: 'Olena' }, project: 'demo' },
  ...{ created_at: '2026-01-02T03:04:05Z', changed_at: '2026-01-02T03:04:05Z' },
  search: { state: 'failed', q: 'older:1h', columns: 'name,error', sort: 'password' },
};
const project = {
  ...{ id: '1', slug: 'demo', name: 'Demo' },
  ...{ language: 'en' as const, keywords: [] },
};
const me = (given: Partial<Me>): Me => ({
  ...{ id: '2', name: 'Taras', email: 't@example.org', role: 'member' },
  projects: [{ ...project, role: 'member' }],
  ...given,
});

test('the board becomes what was saved, as far as it is known', () => {
  expect(boardOf(view)).toEqual({
    ...{ state: ['failed'], q: 'older:1h', columns: 'name,error', view: '5' },
  });
});

test('the open task is not kept', () => {
  expect(keptOf({ q: 'x', task: '7', tab: 'logs', view: '5', chart: 'wait' })).toEqual({
    ...{ q: 'x', chart: 'wait' },
  });
});

test('the board departs from its view by what is kept alone', () => {
  const board = boardOf(view);

  expect(departs({ ...board, task: '7' }, view)).toBe(false);
  expect(departs({ ...board, q: 'older:2h' }, view)).toBe(true);
  expect(departs({ view: '5' }, view)).toBe(true);
});

test('what is shared is deleted by its owner and by admins of the project', () => {
  expect(mayDelete(me({ id: '1' }), view)).toBe(true);
  expect(mayDelete(me({}), view)).toBe(false);
  expect(mayDelete(me({ projects: [{ ...project, role: 'admin' }] }), view)).toBe(true);
});

test('what is shared is changed by who may change the project', () => {
  expect(mayChange(me({}), view)).toBe(true);
  expect(mayChange(me({ role: 'viewer' }), view)).toBe(false);
  expect(mayChange(me({ role: 'viewer' }), { ...view, project: null })).toBe(true);
});

test('who only looks at a project shares nothing there', () => {
  expect(writableOf(me({ role: 'viewer' }))).toEqual([]);
  expect(writableOf(me({ projects: [{ ...project, role: 'viewer' }] }))).toEqual([]);
  expect(writableOf(me({}))).toHaveLength(1);
});
