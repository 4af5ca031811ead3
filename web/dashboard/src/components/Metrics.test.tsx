/** Beside each number of the header stands how it went, and what that picture shows in words. */
import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { metrics } from '../test/factories';
import { show } from '../test/render';
import { Metrics } from './Metrics';

const NOTHING = { data: undefined, dataUpdatedAt: 0 };
const hours = Array.from({ length: 22 }, () => null);

function pictures() {
  return screen.queryAllByRole('img').map((picture) => picture.getAttribute('aria-label'));
}

function many<Value>(length: number, value: Value): Value[] {
  return Array.from({ length }, () => value);
}

it('tells from what to what each number went', () => {
  const now = Date.now();
  const { live } = metrics();
  const summary = metrics({
    ...{ queued: 12, active: 2, failure_rate_24h: 0.5, mean_run_seconds_24h: 2 },
    last_day: {
      since: '2026-03-01T09:16:00Z',
      ...{ failure_rate: [...hours, 0, 0.5], mean_run_seconds: [...hours, 1.5, 90] },
    },
    live: live && { ...live, oldest_waiting: { task_id: '7', seconds: 300 } },
  });
  const hour = {
    since: '2026-03-02T08:16:00Z',
    ...{ queued: [...many(59, 0), 1200], active: many(60, 1) },
    oldest_seconds: [...many(59, null), 240],
  };

  show(
    <Metrics
      summary={{ data: summary, dataUpdatedAt: now }}
      minutes={{ data: hour, dataUpdatedAt: now }}
    />,
  );

  expect(pictures()).toEqual([
    'Queued, minute by minute in the last hour: lowest 0, highest 1,200',
    'Active, minute by minute in the last hour: lowest 1, highest 2',
    'Failed, 24 h, hour by hour: lowest 0%, highest 50%',
    'Mean run, 24 h, hour by hour: lowest 1.5s, highest 1m 30s',
    'Oldest waiting, minute by minute in the last hour: lowest 4m, highest 5m',
    'Last hour: 0 tasks ended, 0 of them failed',
  ]);
});

it('keeps the places of what is not known yet', () => {
  show(<Metrics summary={NOTHING} minutes={NOTHING} />);

  expect(screen.getAllByText('–')).toHaveLength(6);
  expect(pictures()).toEqual([]);
});

it('tells of a moment of the past what was known then, whatever the minutes say of now', () => {
  const summary = metrics({ live: null });
  const day = { ...summary.last_day, failure_rate: [...hours, 0, 0.1] };
  const minutes = { ...{ since: '', queued: [1], active: [1] }, oldest_seconds: [1] };

  show(
    <Metrics
      summary={{ data: { ...summary, last_day: day }, dataUpdatedAt: 0 }}
      minutes={{ data: minutes, dataUpdatedAt: 0 }}
    />,
  );

  expect(pictures()).toEqual(['Failed, 24 h, hour by hour: lowest 0%, highest 10%']);
});
