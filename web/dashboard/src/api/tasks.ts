/** Tasks: the list as a view over filters and one sort, a task's detail, and what can be done. */
import * as v from 'valibot';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { accepted, api, body } from './client';
import { parseExactly } from './exactJson';
import { isArgument, type ArgumentColumn } from './columns';
import { asOfKey, KEPT } from './moments';
import { firstPage, type ListRule } from './pages';
import {
  TASK_STATES,
  type Json,
  type Page,
  type Task,
  type TaskDetail,
  type TaskState,
} from './types';

export const SORT_FIELDS = [
  ...(['id', 'name', 'state', 'owner', 'project', 'queue', 'priority', 'attempt'] as const),
  ...(['created_at', 'scheduled_at', 'started_at', 'finished_at'] as const),
  ...(['wait', 'run', 'progress'] as const),
] as const;
type Measure = Extract<SortField, 'wait' | 'run' | 'progress'>;
export type SortField = (typeof SORT_FIELDS)[number] | ArgumentColumn;
/** As the API writes it: `field`, or `-field` for descending. */
export type Sort = SortField | `-${SortField}`;
export const DEFAULT_SORT: Sort = '-created_at';

/** What the list shows. An absent filter lets everything through. */
export interface TaskView {
  state?: TaskState[];
  /** In the search language (docs/search.md). */
  q?: string;
  name?: string;
  id?: string;
  owner?: string;
  project?: string;
  sort?: Sort;
}

const PAGE_SIZE = 100;

/** *withArguments*: rows that come by the stream have none, so the list is read again for them. */
export const taskList = (view: TaskView, withArguments = false) =>
  infiniteQueryOptions({
    queryKey: ['tasks', 'list', view],
    meta: { withArguments },
    // A row that comes at the top would have each page compared with itself, one place further on.
    structuralSharing: false,
    queryFn: async ({ pageParam, signal }): Promise<Page<Task>> => {
      const query = { ...view, sort: view.sort ?? DEFAULT_SORT, limit: PAGE_SIZE };
      const paged = pageParam === null ? query : { ...query, cursor: pageParam };
      return body(await api.GET('/api/tasks', { params: { query: paged }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

/** The list as it was: no event patches it, as what was does not change. */
export const pastTaskList = (view: TaskView, asOf: string) =>
  infiniteQueryOptions({
    queryKey: asOfKey(asOf, 'tasks', view),
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...view, sort: view.sort ?? DEFAULT_SORT, limit: PAGE_SIZE, as_of: asOf };
      const paged = pageParam === null ? query : { ...query, cursor: pageParam };
      return body(await api.GET('/api/tasks', { params: { query: paged }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
    gcTime: KEPT,
  });

export const taskDetail = (id: string) =>
  queryOptions({
    queryKey: ['tasks', 'detail', id],
    queryFn: ({ signal }) => readTask(id, {}, signal),
  });

export const pastTaskDetail = (id: string, asOf: string) =>
  queryOptions({
    queryKey: asOfKey(asOf, 'task', id),
    queryFn: ({ signal }) => readTask(id, { as_of: asOf }, signal),
    placeholderData: keepPreviousData,
    gcTime: KEPT,
  });

/** The newest task of the same name that succeeded, but for *task* itself; null if none has. */
export const lastSuccess = (task: Task) =>
  queryOptions({
    queryKey: ['success', task.name, task.id],
    queryFn: ({ signal }) => findSuccess(task, {}, signal),
    staleTime: 0,
  });

/** The newest that had succeeded by then, as it was then. */
export const pastSuccess = (task: Task, asOf: string) =>
  queryOptions({
    queryKey: asOfKey(asOf, 'success', task.name, task.id),
    queryFn: ({ signal }) => findSuccess(task, { as_of: asOf }, signal),
    placeholderData: keepPreviousData,
    gcTime: KEPT,
  });

async function findSuccess({ id, name }: Task, moment: { as_of?: string }, signal: AbortSignal) {
  const query = { name, state: ['completed' as const], limit: 2, ...moment };
  const { items } = body(await api.GET('/api/tasks', { params: { query }, signal }));
  const found = items.find((each) => each.id !== id);
  return found ? readTask(found.id, moment, signal) : null;
}

const detail = v.custom<TaskDetail>(() => true, 'the server answers as OpenAPI has it');

/** Its arguments and its result to the last digit, as they may be sent back. */
async function readTask(id: string, moment: { as_of?: string }, signal: AbortSignal) {
  const params = { path: { id }, query: moment };
  const text = body(await api.GET('/api/tasks/{id}', { params, signal, parseAs: 'text' }));
  return v.parse(detail, parseExactly(text));
}

/** Something to do to a task. An empty reason is none. */
export type Deed = { reason?: string } & (
  | { action: 'retry' | 'cancel' | 'run_now' }
  /** *at*: RFC 3339 */
  | { action: 'reschedule'; at: string }
  | { action: 'priority'; priority: number }
);
export type Action = Deed['action'];

export async function act(id: string, deed: Deed): Promise<void> {
  accepted(await ask(id, deed));
}

function ask(id: string, deed: Deed) {
  const reason = deed.reason ?? null;
  const params = { path: { id } };
  switch (deed.action) {
    case 'retry':
      return api.POST('/api/tasks/{id}/retry', { params, body: { reason } });
    case 'cancel': {
      const query = deed.reason ? { reason: deed.reason } : {};
      return api.DELETE('/api/tasks/{id}', { params: { ...params, query } });
    }
    case 'run_now':
      return api.POST('/api/tasks/{id}/run-now', { params, body: { reason } });
    case 'reschedule': {
      const body = { reason, scheduled_at: deed.at };
      return api.POST('/api/tasks/{id}/reschedule', { params, body });
    }
    case 'priority': {
      const body = { reason, priority: deed.priority };
      return api.POST('/api/tasks/{id}/priority', { params, body });
    }
  }
}

/** Try again with other arguments: the id of the new task, or of the one that does so already. */
export async function retryEdited(
  id: string,
  args: Record<string, Json>,
  reason: string,
): Promise<string> {
  const params = { path: { id } };
  const asked = { args, reason: reason || null };
  return body(await api.POST('/api/tasks/{id}/retry', { params, body: asked })).id;
}

/** When a task can be tried again, called off, and so on; the server has the last word. */
export function canDo(action: Action, task: Task, now: number): boolean {
  switch (action) {
    case 'retry':
      return task.state === 'failed' || task.state === 'cancelled';
    case 'cancel':
      return task.state === 'pending' || (task.state === 'in_progress' && !task.cancelling);
    case 'run_now':
      return task.state === 'pending' && Date.parse(task.scheduled_at ?? '') > now;
    case 'reschedule':
      return task.state === 'pending';
    case 'priority':
      return task.state === 'pending' && !isBulk(task);
  }
}

/** Whether *task* carries out an action on many. */
export const isBulk = ({ name }: Task) => name === 'bulk_action';

/** What a label says: a running task that was told to stop is still `in_progress`. */
export type ShownState = TaskState | 'cancelling';

export function shownState(task: Pick<Task, 'state' | 'cancelling'>): ShownState {
  return task.cancelling && task.state === 'in_progress' ? 'cancelling' : task.state;
}

/** How an attempt can have ended. */
export const OUTCOMES = ['completed', 'failed', 'cancelled', 'lost', 'interrupted'] as const;

export function isFinal(state: TaskState): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

/** The server's filters and order, for rows that come by the stream instead of the list. */
export function taskRule(view: TaskView): Required<ListRule<Task>> {
  const { field, descending } = parseSort(view.sort ?? DEFAULT_SORT);
  // What an event tells of a task has no arguments: only the server knows its place.
  const isPlaced = !isArgument(field);
  const keeps = (task: Task) =>
    (!view.state?.length || view.state.includes(task.state)) &&
    (!view.name || task.name === view.name) &&
    (!view.id || task.id.startsWith(view.id)) &&
    (!view.owner || task.owner?.id === view.owner) &&
    (!view.project || task.project === view.project);
  return {
    keeps,
    matches: (task) => isPlaced && keeps(task) && (!view.q || isFound(task, view.q)),
    compare: (a, b) =>
      byAbsence(field, a, b) ||
      (descending ? -1 : 1) * (byField(field, a, b) || byAge(field, a, b) || byId(a, b)),
  };
}

// One word without a sign of the search language; what it means does not depend on the server.
const PLAIN = /^[\p{L}\p{N}_]+$/u;
const KEYWORDS: readonly string[] = ['AND', 'OR', 'NOT'];

/** What a search surely finds; what else it finds only the server knows. */
function isFound(task: Task, search: string): boolean {
  if (!PLAIN.test(search) || KEYWORDS.includes(search)) return false;
  return task.id.startsWith(search) || task.name.toLowerCase().includes(search.toLowerCase());
}

/** Whether a list is to be read again, as only the server knows if *task* is in it, and where. */
export function isDoubtful(view: TaskView, task: Task): boolean {
  const { keeps, matches } = taskRule(view);
  return keeps(task) && !matches(task);
}

/** Whether what *detail* tells of related tasks may change with *task*, which *isNew* or not. */
export function isRelated(detail: TaskDetail, task: Task, isNew: boolean): boolean {
  const { related } = detail;
  if (!related || detail.id === task.id) return false;
  if (isNew) return task.trace_id === detail.trace_id || task.retry_of === detail.id;
  const { parent, original, retries, children } = related;
  return [parent, original, ...retries, ...children].some((each) => each?.id === task.id);
}

export function isSortField(name: string): name is SortField {
  return SORT_FIELDS.some((each) => each === name) || isArgument(name);
}

export function isSort(text: unknown): text is Sort {
  return typeof text === 'string' && isSortField(text.replace(/^-/, ''));
}

export function parseSort(sort: Sort): { field: SortField; descending: boolean } {
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  return { field: isSortField(name) ? name : 'created_at', descending };
}

/** Sort by *field*: ascending at first, the other way round when it is the sort already. */
export function toggledSort(current: Sort, field: SortField): Sort {
  return current === field ? `-${field}` : field;
}

function byField(field: SortField, a: Task, b: Task): number {
  if (field === 'id' || isArgument(field)) return byId(a, b);
  if (isMeasure(field)) return (measured(field, a) ?? 0) - (measured(field, b) ?? 0);
  if (field === 'priority' || field === 'attempt') return a[field] - b[field];
  if (isTime(field)) return byTime(a[field], b[field]);
  if (field === 'state') return TASK_STATES.indexOf(a.state) - TASK_STATES.indexOf(b.state);
  if (field === 'owner') return byText(a.owner?.name ?? null, b.owner?.name ?? null);
  return byText(a[field], b[field]);
}

const CROWDED: readonly SortField[] = ['name', 'queue', 'state', 'owner', 'project', 'priority'];

/** Of columns with few values the age decides between equals, as in the server's indexes. */
function byAge(field: SortField, a: Task, b: Task): number {
  return CROWDED.includes(field) ? byTime(a.created_at, b.created_at) : 0;
}

/** Of what is measured, of owners and of projects, nothing comes last either way. */
function byAbsence(field: SortField, a: Task, b: Task): number {
  return Number(isAbsent(field, a)) - Number(isAbsent(field, b));
}

function isAbsent(field: SortField, task: Task): boolean {
  if (field === 'owner' || field === 'project') return task[field] === null;
  return isMeasure(field) && measured(field, task) === null;
}

function isMeasure(field: SortField): field is Measure {
  return field === 'wait' || field === 'run' || field === 'progress';
}

function measured(field: Measure, task: Task): number | null {
  const { progress, wait_ms, run_ms } = task;
  switch (field) {
    case 'wait':
      return stillSince(waitsSince(task)) ?? wait_ms;
    case 'run':
      return stillSince(runsSince(task)) ?? run_ms;
    case 'progress':
      return progress?.total ? progress.done / progress.total : null;
  }
}

/** What goes on is longer than all that has ended, and the longer the earlier it began. */
function stillSince(at: string | null): number | null {
  return at === null ? null : LONGEST - Date.parse(at);
}

const LONGEST = 1e15; // ms, as in the server's order

/** Since when a task waits, or from when on; null while it does not. */
export function waitsSince({ state, due_at }: Task): string | null {
  return state === 'pending' ? due_at : null;
}

/** Since when a task runs; null while it does not. */
export function runsSince({ state, started_at }: Task): string | null {
  return state === 'in_progress' ? started_at : null;
}

type TimeField = Extract<SortField, `${string}_at`>;

function isTime(field: Exclude<SortField, ArgumentColumn>): field is TimeField {
  return field.endsWith('_at');
}

/** Nothing comes after everything, as in PostgreSQL. */
function byText(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a.localeCompare(b);
}

function byTime(a: string | null, b: string | null): number {
  if (a === null || b === null) return byText(a, b);
  return Date.parse(a) - Date.parse(b);
}

/** Ids are numbers written as strings: the shorter one is the smaller one. */
function byId(a: Task, b: Task): number {
  return a.id.length - b.id.length || a.id.localeCompare(b.id);
}
