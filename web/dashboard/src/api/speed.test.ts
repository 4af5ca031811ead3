/** Percentiles are of the last minute alone. */
import { expect, test } from 'vitest';
import { Speed } from './speed';

test('nearest rank, of what is not older than a minute', () => {
  const speed = new Speed();
  expect(speed.recent(0)).toBeNull();

  speed.add(0, 5000);
  for (let each = 1; each <= 20; each += 1) speed.add(30_000 + each, each);

  expect(speed.recent(60_000)).toEqual({ count: 20, p50: 10, p95: 19 });
  expect(speed.recent(200_000)).toBeNull();
});
