/** The search language of the list: how a search may go on, how many it finds, where it is wrong. */
import { queryOptions } from '@tanstack/react-query';
import { api, body, ProblemError } from './client';
import type { TaskView } from './tasks';
import type { Suggestion } from './types';

export const LONGEST = 1000; // characters, as the server has it

/** How *text* may go on at the cursor, which is in UTF-16 units as the browser counts. */
export const suggestions = (text: string, cursor: number) =>
  queryOptions({
    queryKey: ['task-suggestions', text, cursor],
    queryFn: async ({ signal }) => {
      const query = { q: text, at: points(text, cursor) };
      return body(await api.GET('/api/tasks/suggestions', { params: { query }, signal })).items;
    },
    staleTime: 10_000,
    gcTime: 30_000,
  });

const SIMPLE = /^[\w.-]*/; // what needs no quotes in a search

/** The names of tasks, or the queues, that there are with *part* in them, as far as one sees them. */
export const knownNames = (of: 'task' | 'queue', part: string) => {
  const begun = `${of}:${SIMPLE.exec(part)?.[0] ?? ''}`;
  return queryOptions({
    ...suggestions(begun, begun.length),
    select: (items) => items.map(({ text }) => unquoted(text)),
  });
};

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1') : text;
}

/** How many tasks the filters find; the order does not matter. */
export const taskCount = (filters: Omit<TaskView, 'sort'>) =>
  queryOptions({
    queryKey: ['tasks', 'count', filters],
    queryFn: async ({ signal }) =>
      body(await api.GET('/api/tasks/count', { params: { query: filters }, signal })),
  });

interface Completed {
  text: string;
  /** In UTF-16 units. */
  cursor: number;
}

/** *text* with the suggestion in its place, and the cursor behind it. */
export function completed(text: string, suggestion: Suggestion): Completed {
  const characters = Array.from(text);
  const before = characters.slice(0, suggestion.start).join('') + suggestion.text;
  const after = characters.slice(suggestion.end).join('');
  // What is whole is followed by the next word; a qualifier waits for its value.
  const isWhole = !suggestion.text.endsWith(':') && after === '';
  const start = isWhole ? `${before} ` : before;
  return { text: start + after, cursor: start.length };
}

/** A search that was refused, cut where it is wrong; *wrong* is empty where a part is missing. */
export interface Mistake {
  before: string;
  wrong: string;
  after: string;
  /** In English, where there are no words for its kind. */
  told: string;
  kind: string | null;
  blanks: ProblemError['blanks'];
}

/** What is wrong with *text*, if that is why the server refused. */
export function mistakeIn(text: string, error: unknown): Mistake | null {
  if (!(error instanceof ProblemError) || error.place === null) return null;
  const { position, length } = error.place;
  const characters = Array.from(text);
  return {
    before: characters.slice(0, position).join(''),
    wrong: characters.slice(position, position + length).join(''),
    after: characters.slice(position + length).join(''),
    told: error.message,
    kind: error.kind,
    blanks: error.blanks,
  };
}

/** How many characters the first *units* UTF-16 units of *text* are: the server counts those. */
function points(text: string, units: number): number {
  return Array.from(text.slice(0, units)).length;
}
