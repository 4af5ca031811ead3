/** Views of the board under a name, one's own and those that are shared with one's projects. */
import { queryOptions } from '@tanstack/react-query';
import { accepted, api, body } from './client';
import { writableOf } from './projects';
import type { Me, SavedView } from './types';
import { present, readBoard, type BoardSearch } from './view';

const MOST = 200; // views that are offered

export const savedViews = queryOptions({
  queryKey: ['views'],
  queryFn: async ({ signal }) => {
    const { items } = body(
      await api.GET('/api/views', { params: { query: { limit: MOST } }, signal }),
    );
    return [...items].sort((a, b) => a.name.localeCompare(b.name));
  },
});

/** What a view keeps of the board: all of its address but the open task, and which view it is. */
export function keptOf(search: BoardSearch): BoardSearch {
  const { state, q, name, id, owner, project, sort, columns, chart, by, span } = search;
  return present({ state, q, name, id, owner, project, sort, columns, chart, by, span });
}

/** The board as it was saved. */
export function boardOf({ id, search }: SavedView): BoardSearch {
  return { ...keptOf(readBoard(search)), view: id };
}

/** Whether the board shows something else than *view*, from which it came. */
export function departs(search: BoardSearch, view: SavedView): boolean {
  return JSON.stringify(keptOf(search)) !== JSON.stringify(keptOf(readBoard(view.search)));
}

export async function saveView(
  name: string,
  search: BoardSearch,
  project: string | null,
): Promise<SavedView> {
  return body(await api.POST('/api/views', { body: { name, project, search: wordsOf(search) } }));
}

/** Give a view another name, and share it with *project*, or with nobody. */
export async function changeView(id: string, name: string, project: string | null): Promise<void> {
  const params = { path: { id } };
  accepted(await api.PATCH('/api/views/{id}', { params, body: { name, project } }));
}

/** Keep another board in a view. */
export async function updateView(id: string, search: BoardSearch): Promise<void> {
  const params = { path: { id } };
  accepted(await api.PATCH('/api/views/{id}', { params, body: { search: wordsOf(search) } }));
}

export async function deleteView(id: string): Promise<void> {
  accepted(await api.DELETE('/api/views/{id}', { params: { path: { id } } }));
}

/** Whether *me*, who owns the view, may change what others see of it; to take it back is free. */
export function mayChange(me: Me, { project }: SavedView): boolean {
  return project === null || writableOf(me).some(({ slug }) => slug === project);
}

/** What is shared in a project, its admins may delete as well. */
export function mayDelete(me: Me, { owner, project }: SavedView): boolean {
  if (owner.id === me.id) return true;
  const own = me.projects.find(({ slug }) => slug === project);
  return me.role === 'admin' || (me.role === 'member' && own?.role === 'admin');
}

function wordsOf(search: BoardSearch): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(keptOf(search)));
}
