/**
 * Rows of events put into every cached list and detail that shows them.
 *
 * A read that is under way when an event arrives may answer with what was true before it. Such
 * events are kept until the answer is there, and put in again.
 */
import {
  notifyManager,
  type InfiniteData,
  type Query,
  type QueryClient,
  type QueryKey,
} from '@tanstack/react-query';
import type { TaskChange } from './events';
import { logEnd } from './logs';
import { placeRows, type ListRule } from './pages';
import { isRelated } from './tasks';
import type { Page, TaskDetail, Transition, Task } from './types';

type Patch = (query: Query) => void;
/** What the cache holds of a list. */
export type Pages<Row> = InfiniteData<Page<Row>, string | null>;

export class Patches {
  readonly #client: QueryClient;
  readonly #held = new Map<string, Patch[]>();

  constructor(client: QueryClient) {
    this.#client = client;
  }

  start(): () => void {
    return this.#client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated') return;
      const { action, query } = event;
      if (action.type === 'fetch') this.#held.delete(query.queryHash);
      if (action.type === 'success' && !action.manual) this.#release(query.queryHash);
    });
  }

  /** Place *rows* in every list under *key*; *ruleOf* tells a list's rule from its own key. */
  rows<Row extends { id: string }>(
    key: QueryKey,
    rows: readonly Row[],
    ruleOf: (key: QueryKey) => ListRule<Row>,
  ): void {
    this.#patch(key, (query) => {
      const rule = ruleOf(query.queryKey);
      this.#client.setQueryData<Pages<Row>>(
        query.queryKey,
        (data) => data && { ...data, pages: placeRows(data.pages, rows, rule) },
      );
    });
  }

  /** Bring the detail of *task* up to date; *transition* is the change of state, if there was one. */
  detail(task: Task, transition: Transition | null): void {
    this.#patch(['tasks', 'detail', task.id], (query) => {
      this.#client.setQueryData<TaskDetail>(
        query.queryKey,
        (detail) => detail && { ...detail, ...task, history: extended(detail.history, transition) },
      );
    });
  }

  /** The details to be read again after a task's *change*: who is related is in no event. */
  related({ task, previous_status }: TaskChange): QueryKey[] {
    const isNew = previous_status === null;
    return this.#client
      .getQueriesData<TaskDetail>({ queryKey: ['tasks', 'detail'] })
      .flatMap(([key, detail]) => (detail && isRelated(detail, task, isNew) ? [key] : []));
  }

  /** Tell whoever has the log of a task open that it goes up to the line *upto*. */
  logEnd(id: string, upto: number): void {
    const { queryKey } = logEnd(id);
    this.#client.setQueryData(queryKey, (known) =>
      known === undefined ? undefined : Math.max(known, upto),
    );
  }

  #patch(key: QueryKey, patch: Patch): void {
    notifyManager.batch(() => {
      for (const query of this.#client.getQueryCache().findAll({ queryKey: key })) {
        this.#apply(query, patch);
      }
    });
  }

  #apply(query: Query, patch: Patch): void {
    if (query.state.fetchStatus === 'fetching') {
      const held = this.#held.get(query.queryHash) ?? [];
      this.#held.set(query.queryHash, [...held, patch]);
    }
    // Writing data would make an invalidated query look fresh; it will be read again anyway.
    if (!query.state.isInvalidated) patch(query);
  }

  #release(hash: string): void {
    const held = this.#held.get(hash) ?? [];
    const query = this.#client.getQueryCache().get(hash);
    this.#held.delete(hash);
    if (query) for (const patch of held) patch(query);
  }
}

function extended(history: readonly Transition[], transition: Transition | null): Transition[] {
  const known = transition && history.some((each) => each.position >= transition.position);
  return transition && !known ? [...history, transition] : [...history];
}
