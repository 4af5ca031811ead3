/** Analysis runs: over a window, what a run reads, how far it is, and what it is steered by. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { accepted, api, body } from './client';
import { id, oneOf, word } from './address';
import { firstPage } from './pages';
import { RUN_STATES, type Run, type RunSource } from './types';

/** What `/runs` holds in its URL. */
export const runSearch = v.object({ state: oneOf(RUN_STATES), project: word, run: id });
export type RunView = Omit<v.InferOutput<typeof runSearch>, 'run'>;

export const runList = ({ state, project }: RunView) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'list', { state, project }],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...(state && { state: [state] }),
        ...(project && { project: [project] }),
        ...(pageParam !== null && { cursor: pageParam }),
      };
      return body(await api.GET('/api/runs', { params: { query }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

export const runDetail = (id: string) =>
  queryOptions({
    queryKey: ['runs', 'detail', id],
    queryFn: async ({ signal }) =>
      body(await api.GET('/api/runs/{id}', { params: { path: { id } }, signal })),
  });

export interface NewRun {
  project: string;
  source: RunSource;
  window_start: string;
  window_end: string;
}

export async function createRun(given: NewRun): Promise<Run> {
  return body(await api.POST('/api/runs', { body: given }));
}

export type Step = 'start' | 'cancel' | 'stop' | 'close';

/** A running one is stopped by cancelling its task. */
export async function steer(run: Run, step: Step): Promise<void> {
  const params = { path: { id: run.id } };
  if (step === 'start') accepted(await api.POST('/api/runs/{id}/start', { params }));
  if (step === 'cancel') accepted(await api.POST('/api/runs/{id}/cancel', { params }));
  if (step === 'close') accepted(await api.PUT('/api/runs/{id}/close', { params }));
  if (step === 'stop' && run.task_id !== null) {
    accepted(await api.DELETE('/api/tasks/{id}', { params: { path: { id: run.task_id } } }));
  }
}

/** What can be done with the run now; the first one is what it waits for. */
export function stepsOf(run: Run): Step[] {
  if (run.state === 'pending') return run.task_id === null ? ['start', 'cancel'] : ['cancel'];
  if (run.state === 'running') return run.task_id === null ? [] : ['stop'];
  return run.state === 'reviewed' ? ['close'] : [];
}
