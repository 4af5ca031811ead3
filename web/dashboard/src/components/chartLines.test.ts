/** Up to eleven lines look each unlike the others, and marks of an axis are round and whole. */
import { expect, test } from 'vitest';
import { formats } from '../i18n/format';
import { axisWidth, STEPS_OF_COUNTS, STEPS_OF_DURATIONS, strokeOf } from './chartLines';

test('eleven lines are eleven', () => {
  const looks = Array.from({ length: 11 }, (_, index) => strokeOf(index).colour);

  expect(new Set(looks).size).toBe(11);
});

test('durations are marked at round times, as few units as can be', () => {
  const { duration } = formats('en');
  const told = STEPS_OF_DURATIONS.map((step) => duration(step));

  expect(told.filter((each) => each.includes(' '))).toEqual([]);
  expect(told).toEqual(expect.arrayContaining(['500ms', '1s', '15s', '30s', '1m', '15m', '1h']));
  expect(told).not.toContain('16m 40s');
});

test.each([STEPS_OF_DURATIONS, STEPS_OF_COUNTS])('steps grow, each by a few times', (...steps) => {
  const grown = steps.slice(1).map((step, index) => step / (steps[index] ?? 1));

  expect(Math.min(...grown)).toBeGreaterThan(1);
  expect(Math.max(...grown)).toBeLessThanOrEqual(2.5);
});

test('the axis has room for its widest label', () => {
  expect(axisWidth(['0', '16m 40s', '33m'], (label) => 6.5 * label.length, 15)).toBe(61);
  expect(axisWidth(null, () => 0, 15)).toBe(15);
});
