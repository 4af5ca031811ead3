import { expect, test } from 'vitest';
import { asLocal, fromLocal } from './localTime';

test('a field for date and time gives back what it got', () => {
  const at = '2026-03-01T09:30:15.000Z';

  expect(fromLocal(asLocal(at))).toBe(at);
  expect(fromLocal('')).toBeUndefined();
});

test('a field without seconds holds none', () => {
  expect(asLocal('2026-03-01T09:30:15Z', 'minute')).toMatch(/^2026-0[23]-\d\dT\d\d:\d\d$/);
});
