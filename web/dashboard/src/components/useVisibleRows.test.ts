/** What the reader looks at moves by exactly the rows that came or went above it. */
import { expect, test } from 'vitest';
import { shift } from './useVisibleRows';

test('rows that arrive above push it down', () => {
  expect(shift(['c', 'b', 'a'], ['e', 'd', 'c', 'b', 'a'], 1)).toBe(2);
});

test('rows that leave above pull it up', () => {
  expect(shift(['d', 'c', 'b', 'a'], ['c', 'b', 'a'], 2)).toBe(-1);
});

test('rows below do not matter', () => {
  expect(shift(['c', 'b', 'a'], ['c', 'b', 'z', 'a'], 1)).toBe(0);
});

test('when the row itself leaves, the next one takes its place', () => {
  expect(shift(['c', 'b', 'a'], ['x', 'c', 'a'], 1)).toBe(0);
});

test('another list altogether stays where it is', () => {
  expect(shift(['b', 'a'], ['z'], 1)).toBe(0);
});
