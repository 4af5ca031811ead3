/** Task items: what is to be done, as it was approved. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { api, body } from './client';
import { id, oneOf, word } from './address';
import { firstPage } from './pages';
import { ITEM_STATUSES, type TaskItem } from './types';

/** What `/task-items` holds in its URL; with an id, that one alone is shown. */
export const itemSearch = v.object({ status: oneOf(ITEM_STATUSES), project: word, id });
export type ItemView = v.InferOutput<typeof itemSearch>;

export const itemList = (view: ItemView) =>
  infiniteQueryOptions({
    queryKey: ['task-items', view],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...(view.status && { status: [view.status] }),
        ...(view.project && { project: [view.project] }),
        ...(view.id && { id: [view.id] }),
        ...(pageParam !== null && { cursor: pageParam }),
      };
      return body(await api.GET('/api/task-items', { params: { query }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

export type ItemStatus = TaskItem['status'];

export async function setItemStatus(id: string, status: ItemStatus): Promise<TaskItem> {
  const params = { path: { id } };
  return body(await api.PATCH('/api/task-items/{id}', { params, body: { status } }));
}
