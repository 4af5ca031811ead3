/** A position and its time are the same moment, to the microsecond. */
import { expect, test } from 'vitest';
import { msOf, positionOf, timeAt } from './moments';

test('the time of a position keeps its microseconds', () => {
  expect(timeAt(1_772_357_400_000_000)).toBe('2026-03-01T09:30:00.000000Z');
  expect(timeAt(1_772_357_400_123_045)).toBe('2026-03-01T09:30:00.123045Z');
});

test('an id and a time name a position', () => {
  expect(positionOf('1772357400123045-4f09aa')).toBe(1_772_357_400_123_045);
  expect(positionOf('2026-03-01T09:30:00Z')).toBe(1_772_357_400_000_000);
  expect(positionOf('2026-03-01T10:30:00.123045+01:00')).toBe(1_772_357_400_123_045);
  expect(positionOf(timeAt(1_772_357_400_123_045))).toBe(1_772_357_400_123_045);
  expect(msOf('1772357400123045-4f09aa')).toBe(1_772_357_400_123);
});
