/** What the stream brings enters a list as the server would have listed it. */
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { logEvent } from '../test/factories';
import { countOf, eventRule, eventSearch } from './eventLog';

test.each([
  [{}, true],
  [{ topic: 'tasks' }, true],
  [{ topic: 'workers' }, false],
  [{ space: '7' }, true],
  [{ space: '8' }, false],
  [{ event: 'task_changed' }, true],
  [{ event: 'task_created' }, false],
  [{ task: '5' }, true],
  [{ task: '55' }, false],
  [{ actor: 'person:1' }, true],
  [{ actor: 'person:2' }, false],
  [{ from: '2026-03-01T09:30:00Z' }, true],
  [{ from: '2026-03-01T09:30:01Z' }, false],
  [{ to: '2026-03-01T09:30:00Z' }, false],
  [{ to: '2026-03-01T09:30:01Z' }, true],
])('%o lets the event through: %s', (view, expected) => {
  expect(eventRule(view).matches(logEvent())).toBe(expected);
});

test('a time that there is not is left out', () => {
  const read = v.parse(eventSearch, { from: '2026-13-45T99:99:99Z', to: '2026-03-01T09:30:00Z' });

  expect(read).toEqual({ to: '2026-03-01T09:30:00Z' });
});

test('the newest comes first', () => {
  const events = [1, 3, 2].map((position) => logEvent({ position }));

  const sorted = events.toSorted((a, b) => eventRule({}).compare(a, b));

  expect(sorted.map(({ position }) => position)).toEqual([3, 2, 1]);
});

test('a list that is whole counts itself, any other adds to what was counted what came since', () => {
  const events = [9, 8, 3].map((position) => logEvent({ position }));
  const counted = { count: 500, exact: true, most: 10_000, newest: 7 };

  expect(countOf(events, true, counted)).toMatchObject({ count: 3, exact: true });
  expect(countOf(events, false, counted)).toMatchObject({ count: 502, exact: true });
  expect(countOf(events, false, { ...counted, exact: false })).toMatchObject({ exact: false });
  expect(countOf(events, false, undefined)).toBeUndefined();
});
