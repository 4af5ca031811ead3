/** The log as a list, newest first. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { id, oneOf, word } from './address';
import { api, body } from './client';
import { subject } from './events';
import { TOPICS } from './keys';
import { eventId, time } from './moments';
import { firstPage, type ListRule } from './pages';
import type { EventCount, LogEvent } from './types';

/** What `/events` holds in its URL. Times are with their zone: a link shows everybody the same. */
export const eventSearch = v.object({
  topic: oneOf(TOPICS),
  event: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[a-z_.]{1,100}$/))), undefined),
  task: id,
  actor: word,
  from: time,
  to: time,
  project: word,
  /** The event whose data are shown. */
  open: eventId,
});
export type EventSearch = v.InferOutput<typeof eventSearch>;
export type EventView = Omit<EventSearch, 'open' | 'project'>;

/** A list as its key holds it: the project is known by the id that topics and events have. */
const listed = v.object({ ...eventSearch.entries, space: id });
type Listed = EventView & { space?: string | undefined };

const PAGE_SIZE = 100;

export const eventList = (view: EventView, space: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['events', 'list', { ...view, space }],
    queryFn: async ({ pageParam, signal }) => {
      const asked = { ...asQuery({ ...view, space }), sort: '-position', limit: PAGE_SIZE };
      const query = pageParam === null ? asked : { ...asked, cursor: pageParam };
      return body(await api.GET('/api/events', { params: { query }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

/** How many of the newest fit, up to the one that is told: what came later is listed. */
export const eventCount = (view: EventView, space: string | undefined) =>
  queryOptions({
    queryKey: ['events', 'count', { ...view, space }],
    queryFn: async ({ signal }) => {
      const params = { query: asQuery({ ...view, space }) };
      return body(await api.GET('/api/events/count', { params, signal }));
    },
    staleTime: 0,
  });

/** Of a list that is loaded as a whole, its length; otherwise what was *counted*, and what came since. */
export function countOf(
  events: readonly LogEvent[],
  isWhole: boolean,
  counted: EventCount | undefined,
): EventCount | undefined {
  const newest = counted?.newest ?? 0;
  if (isWhole) return { count: events.length, exact: true, most: events.length, newest };
  if (!counted) return undefined;
  const later = events.filter(({ position }) => position > newest).length;
  return { ...counted, count: counted.count + later };
}

function asQuery({ topic, event, task, actor, from, to, space }: Listed) {
  const topics = topic ? [topic] : space ? TOPICS : [];
  return {
    topic: topics.map((each) => (space ? `space:${space}:${each}` : each)),
    ...(event && { event: [event] }),
    ...(task && { task }),
    ...(actor && { actor }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

/** The server's filters and order, for events that come by the stream. */
export function eventRule(given: unknown): ListRule<LogEvent> {
  const read = v.safeParse(listed, given);
  const view: Listed = read.success ? read.output : {};
  return {
    matches: (event) =>
      (!view.topic || subject(event.topic) === view.topic) &&
      (!view.space || event.project_id === view.space) &&
      (!view.event || event.event === view.event) &&
      (!view.task || taskOf(event) === view.task) &&
      (!view.actor || event.actor === view.actor) &&
      (!view.from || Date.parse(event.at) >= Date.parse(view.from)) &&
      (!view.to || Date.parse(event.at) < Date.parse(view.to)),
    compare: (a, b) => b.position - a.position,
  };
}

const ofTask = v.object({ task_id: v.string() });

function taskOf({ data }: LogEvent): string | null {
  const read = v.safeParse(ofTask, data);
  return read.success ? read.output.task_id : null;
}
