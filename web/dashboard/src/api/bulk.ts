/** One action on many tasks: what it would do, having it done, and what it came to. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { api, body } from './client';
import { firstPage } from './pages';
import type { TaskView } from './tasks';
import type { BulkAction, Obstacle } from './types';

/** All that the filters find, or tasks by their ids. */
export type Choice = { filter: Omit<TaskView, 'sort'> } | { ids: string[] };

/** What is to be done, with what the action needs beside which tasks. */
export type BulkRequest = {
  action: BulkAction;
  priority: number | null;
  scheduled_at: string | null;
} & Choice;

export const BULK_ACTIONS = ['retry', 'cancel', 'run_now', 'reschedule', 'priority'] as const;

/** A dry run: what is counted is what is there now, so it is never kept. */
export const bulkSurvey = (request: BulkRequest) =>
  queryOptions({
    queryKey: ['bulk-survey', request],
    queryFn: async ({ signal }) => {
      const asked = { ...request, dry_run: true };
      const found = body(await api.POST('/api/tasks/bulk', { body: asked, signal }));
      if (!('would_change' in found)) throw new TypeError('a dry run was carried out');
      return found;
    },
    staleTime: Infinity,
    gcTime: 0,
  });

const TO_UNDO = 5; // seconds, in which one sees what one has done

/** Have it done; the answer is the id of the task that does it. */
export async function actOnTasks(request: BulkRequest, reason: string): Promise<string> {
  const asked = { ...request, reason: reason || null, begins_in_seconds: TO_UNDO };
  const accepted = body(await api.POST('/api/tasks/bulk', { body: asked }));
  if (!('task_id' in accepted)) throw new TypeError('it was a dry run');
  return accepted.task_id;
}

export const OBSTACLES: readonly Obstacle[] = [
  ...(['missing', 'forbidden', 'state', 'gone', 'waiting', 'bulk', 'unchanged'] as const),
];

/** What the action *id* left as it was; it has ended, so that is always the same. */
export const skippedTasks = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['bulk-skipped', id],
    staleTime: Infinity,
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam === null ? {} : { cursor: pageParam };
      const params = { path: { id }, query };
      return body(await api.GET('/api/tasks/{id}/skipped', { params, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

const outcome = v.object({
  total: v.number(),
  done: v.number(),
  skipped: v.record(v.picklist(OBSTACLES), v.number()),
});

export type BulkOutcome = v.InferOutput<typeof outcome>;

/** What a task `bulk_action` answered; null while there is no answer, or one of another kind. */
export function readOutcome(result: unknown): BulkOutcome | null {
  const read = v.safeParse(outcome, result);
  return read.success ? read.output : null;
}
