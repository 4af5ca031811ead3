/** Moments of the log: events are numbered by microseconds since 1970, one position for each. */
import { queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { api, body } from './client';
import type { LogEvent } from './types';

const ID = /^\d{1,18}-[0-9a-f]{6}$/;
const TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

/** Whether *text* is a time with its zone that there is: a month 13 would break what shows it. */
const isTime = (text: string) => TIME.test(text) && Number.isFinite(Date.parse(text));

/** The id of an event, or a time with its zone. */
export const moment = v.fallback(
  v.optional(
    v.pipe(
      v.string(),
      v.check((text) => ID.test(text) || isTime(text)),
    ),
  ),
  undefined,
);

/** A time with its zone. */
export const time = v.fallback(v.optional(v.pipe(v.string(), v.check(isTime))), undefined);

/** How much of the past its slider spans: an hour, if the address names nothing else. */
export const WINDOWS = ['1h', '24h', '7d', 'all'] as const;
export type Window = (typeof WINDOWS)[number];

export const eventId = v.fallback(v.optional(v.pipe(v.string(), v.regex(ID))), undefined);

/** The time at which *position* was drawn, to the microsecond, which a Date cannot hold. */
export function timeAt(position: number): string {
  const whole = new Date(Math.floor(position / 1000)).toISOString();
  return whole.replace('Z', `${String(position % 1000).padStart(3, '0')}Z`);
}

/** The last position at a moment; a Date alone would drop the microseconds of a time. */
export function positionOf(asOf: string): number {
  if (ID.test(asOf)) return Number.parseInt(asOf, 10);
  const [fraction, digits = ''] = /\.(\d+)/.exec(asOf) ?? [''];
  return Date.parse(asOf.replace(fraction, '')) * 1000 + Number(digits.padEnd(6, '0').slice(0, 6));
}

/** A moment in ms since 1970. */
export function msOf(asOf: string): number {
  return Math.floor(positionOf(asOf) / 1000);
}

export const KEPT = 30_000; // ms for which a moment that was left is remembered

/** Keys of what was: no event concerns them. */
export const asOfKey = (asOf: string, ...rest: readonly unknown[]) => ['as-of', asOf, ...rest];

/** When the log that is kept begins, as far as one may see it, in ms; null if that is far to seek. */
export const beginning = queryOptions({
  queryKey: ['as-of', 'beginning'],
  queryFn: async ({ signal }) => {
    const first = await firstOf({ sort: 'position' }, signal);
    return first && Math.ceil(first.position / 1000);
  },
  staleTime: 600_000, // ms; from time to time the oldest days are let go
});

/** The event of a task that is next to *position* in the log; null if there is none. */
export async function eventBeside(position: number, step: -1 | 1): Promise<LogEvent | null> {
  return step === 1
    ? firstOf({ sort: 'position', from: timeAt(position + 1) })
    : firstOf({ sort: '-position', to: timeAt(position) });
}

const PAGES = 5; // that are looked at, as some may hold nothing that one may see

async function firstOf(
  asked: { sort: string; from?: string; to?: string },
  signal?: AbortSignal,
): Promise<LogEvent | null> {
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const query = { ...asked, topic: ['tasks'], limit: 1, ...(cursor !== null && { cursor }) };
    const found: { items: LogEvent[]; next_cursor: string | null } = body(
      await api.GET('/api/events', { params: { query }, ...(signal && { signal }) }),
    );
    const [event] = found.items;
    if (event) return event;
    if (found.next_cursor === null) return null;
    cursor = found.next_cursor;
  }
  return null;
}
