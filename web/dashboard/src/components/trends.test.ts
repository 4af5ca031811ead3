import { expect, it } from 'vitest';
import { metrics } from '../test/factories';
import { hourUpTo } from './trends';

const MINUTES = {
  since: '2026-03-02T08:16:00Z',
  queued: [1, 2, 3],
  active: [0, 0, 1],
  oldest_seconds: [null, 60, 120],
};

it('ends with the present', () => {
  const hour = hourUpTo(metrics({ queued: 4, active: 0 }), MINUTES, { waited: 130, age: 59_999 });

  expect(hour).toEqual({
    queued: [1, 2, 3, 4],
    active: [0, 0, 1, 0],
    oldest: [null, 60, 120, 130],
  });
});

it('goes on with the clock while nothing happens: numbers stand, and a wait grows', () => {
  const later = (waited: number | null, age: number) =>
    hourUpTo(metrics({ queued: 4, active: 0 }), MINUTES, { waited, age });

  expect(later(240, 120_000).queued).toEqual([3, 4, 4, 4]);
  expect(later(240, 120_000).oldest).toEqual([120, 120, 180, 240]);
  expect(later(3700, 3_600_000).oldest).toEqual([3520, 3580, 3640, 3700]);
  expect(later(90, 120_000).oldest).toEqual([120, null, 30, 90]);
  expect(later(null, 60_000).oldest).toEqual([60, 120, null, null]);
});
