/** The server counts characters, the browser UTF-16 units; both mean the same place. */
import { expect, test } from 'vitest';
import { ProblemError } from './client';
import { completed, knownNames, mistakeIn } from './search';

const suggested = (text: string, start: number, end: number) => ({
  ...{ text, start, end },
  ...{ told: '', kind: 'value' as const, about: null },
});

test('a qualifier waits for its value, a value is followed by a blank', () => {
  expect(completed('sta', suggested('state:', 0, 3))).toEqual({ text: 'state:', cursor: 6 });
  expect(completed('state:fa', suggested('failed', 6, 8))).toEqual({
    text: 'state:failed ',
    cursor: 13,
  });
});

test('a suggestion takes the place of its word alone', () => {
  expect(completed('is:fa older:1h', suggested('failed', 3, 5))).toEqual({
    text: 'is:failed older:1h',
    cursor: 9,
  });
});

test('characters outside the basic plane count as one', () => {
  expect(completed('🙂 sta', suggested('state:', 2, 5))).toEqual({ text: '🙂 state:', cursor: 9 });
});

test('a mistake is cut out where the server says', () => {
  const problem = {
    ...{ type: '', title: '', status: 422, detail: 'no state', position: 8, length: 5 },
    ...{ kind: 'takes_choice', blanks: { name: 'state' } },
  };

  expect(mistakeIn('🙂 state:faild x', new ProblemError(422, problem))).toEqual({
    ...{ before: '🙂 state:', wrong: 'faild', after: ' x', told: 'no state' },
    ...{ kind: 'takes_choice', blanks: { name: 'state' } },
  });
  expect(mistakeIn('x', new TypeError('offline'))).toBeNull();
});

test('names are asked for by what needs no quotes, and told as they are', () => {
  const { queryKey, select } = knownNames('task', 'ingest "a b"');

  expect(queryKey).toEqual(['task-suggestions', 'task:ingest', 11]);
  const found = ['ingest', '"a \\"b\\" \\\\"'].map((text) => suggested(text, 5, 11));
  expect(select?.(found)).toEqual(['ingest', 'a "b" \\']);
});
