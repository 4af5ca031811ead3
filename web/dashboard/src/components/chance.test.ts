/** The sign test, against values that are known from tables of the binomial distribution. */
import { expect, test } from 'vitest';
import { chance } from './chance';

test.each([
  [0, 0, 1],
  [1, 1, 1],
  [4, 1, 0.375],
  [1, 4, 0.375],
  [5, 0, 0.0625],
  [8, 2, 0.109375],
  [15, 5, 0.041389],
  [60, 40, 0.056888],
])('%i against %i comes about with probability %f', (better, worse, probability) => {
  expect(chance(better, worse)).toBeCloseTo(probability, 6);
});

test('two thousand items are no trouble', () => {
  expect(chance(1000, 1000)).toBe(1);
  expect(chance(2000, 0)).toBeCloseTo(0, 12);
  expect(chance(1060, 940)).toBeCloseTo(0.00778, 4);
});
