/** Experiments: labelled texts that the engine classifies, and how often it is right. */
import { infiniteQueryOptions, queryOptions, skipToken } from '@tanstack/react-query';
import * as v from 'valibot';
import { accepted, api, body } from './client';
import { id, oneOf, word } from './address';
import { firstPage } from './pages';
import {
  EXPERIMENT_OUTCOMES,
  EXPERIMENT_STATES,
  type Experiment,
  type ExperimentDetail,
  type NewExperiment,
} from './types';

/** What `/experiments` holds in its URL. */
export const experimentSearch = v.object({ state: oneOf(EXPERIMENT_STATES), project: word });
export type ExperimentView = v.InferOutput<typeof experimentSearch>;

/** What `/experiments/$id` holds in its URL: which of its items are shown, beside whose. */
export const resultSearch = v.object({
  outcome: oneOf(EXPERIMENT_OUTCOMES),
  expected: word,
  predicted: word,
  against: id,
});
export type ResultView = v.InferOutput<typeof resultSearch>;

export const experimentList = ({ state, project }: ExperimentView) =>
  infiniteQueryOptions({
    queryKey: ['experiments', 'list', { state, project }],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...(state && { state: [state] }),
        ...(project && { project: [project] }),
        ...(pageParam !== null && { cursor: pageParam }),
      };
      return body(await api.GET('/api/experiments', { params: { query }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

export const experimentDetail = (of: string) =>
  queryOptions({
    queryKey: ['experiments', 'detail', of],
    queryFn: async ({ signal }) =>
      body(await api.GET('/api/experiments/{id}', { params: { path: { id: of } }, signal })),
  });

export const experimentItems = (of: string, view: ResultView) => {
  const { outcome, expected, predicted, against } = view;
  return infiniteQueryOptions({
    queryKey: ['experiments', 'items', of, { outcome, expected, predicted, against }],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...(outcome && { outcome }),
        ...(expected && { expected }),
        ...(predicted && { predicted }),
        ...(against && { against }),
        ...(pageParam !== null && { cursor: pageParam }),
      };
      const params = { path: { id: of }, query };
      return body(await api.GET('/api/experiments/{id}/items', { params, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });
};

/** With nothing to compare with nothing is read. */
export const experimentComparison = (of: string, other: string | undefined) =>
  queryOptions({
    queryKey: ['experiments', 'comparison', of, other],
    queryFn:
      other === undefined
        ? skipToken
        : async ({ signal }) => {
            const params = { path: { id: of, other } };
            return body(
              await api.GET('/api/experiments/{id}/comparison/{other}', { params, signal }),
            );
          },
  });

export async function createExperiment(given: NewExperiment): Promise<ExperimentDetail> {
  return body(await api.POST('/api/experiments', { body: given }));
}

/** It ends with its task. */
export async function stopExperiment({ task_id }: Experiment): Promise<void> {
  if (task_id === null) return;
  accepted(await api.DELETE('/api/tasks/{id}', { params: { path: { id: task_id } } }));
}

export async function deleteExperiment(id: string): Promise<void> {
  accepted(await api.DELETE('/api/experiments/{id}', { params: { path: { id } } }));
}

export function isUnfinished({ state }: Pick<Experiment, 'state'>): boolean {
  return state === 'pending' || state === 'running';
}
