/** A range that is drawn on a chart is a part of the search, and can be taken out again. */
import { expect, test } from 'vitest';
import { rangeIn, textIn, withRange } from './range';

const FROM = Date.parse('2026-03-01T10:00:00Z');
const range = { from: FROM, to: FROM + 90_000 };
const WRITTEN = 'ended:2026-03-01T10:00:00Z..2026-03-01T10:01:30Z';

test('a range stands behind the search, and another one in its place', () => {
  expect(withRange(undefined, range)).toBe(WRITTEN);
  expect(withRange('state:failed', range)).toBe(`state:failed ${WRITTEN}`);
  expect(withRange(`state:failed ${WRITTEN}`, { from: FROM, to: FROM + 1000 })).toBe(
    'state:failed ended:2026-03-01T10:00:00Z..2026-03-01T10:00:01Z',
  );
});

test('it is of all that the search finds', () => {
  expect(withRange('a OR b', range)).toBe(`(a OR b) ${WRITTEN}`);
});

test.each([
  ...['', 'state:failed', 'a OR b', '(a OR b)', '(a OR b) (c OR d)', '(a) OR (b)', 'a NOT'],
  ...['"a)" OR b', '(a OR b', 'a OR b)', '"a OR b', 'NOT', '(NOT a)'],
])('the text "%s" is as it was written, whatever range stands behind it', (text) => {
  const q = withRange(text, range);

  expect(rangeIn(q)).toEqual(range);
  expect(textIn(q)).toBe(text);
  expect(withRange(q, { from: FROM, to: FROM + 90_000 })).toBe(q);
});

test('parentheses that somebody wrote stay', () => {
  expect(textIn(`(a) OR (b) ${WRITTEN}`)).toBe('(a) OR (b)');
  expect(textIn(`(state:failed) ${WRITTEN}`)).toBe('(state:failed)');
});

test('it is of whole seconds, and never empty', () => {
  expect(rangeIn(withRange('', { from: FROM + 1, to: FROM + 2 }))).toEqual({
    from: FROM,
    to: FROM + 1000,
  });
});

test('what was put in is read, and taken out', () => {
  const q = withRange('state:failed', range);

  expect(rangeIn(q)).toEqual(range);
  expect(withRange(q, null)).toBe('state:failed');
});

test.each(['', 'ended:2026-03-01..2026-03-07', `NOT ${WRITTEN}`, `-${WRITTEN}`, `${WRITTEN} a`])(
  'the search "%s" is left as it is',
  (q) => {
    expect(rangeIn(q)).toBeNull();
    expect(withRange(q, null)).toBe(q);
  },
);
