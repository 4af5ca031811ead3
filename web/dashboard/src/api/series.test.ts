/** What a chart draws of what the server counted. */
import { expect, test } from 'vitest';
import { linesOf, seriesTiming, type Chart, type Series } from './series';

const AT = '2026-01-02T03:04:00Z';

function series(given: Partial<Series>): Series {
  const durations = { p50: [1, null], p95: [2, null], p99: [3, null] };
  return {
    ...{ key: null, is_rest: false, ended: [4, 0], failed: [1, 0] },
    ...{ wait_ms: durations, run_ms: durations },
    ...given,
  };
}

const chart = (...all: Series[]): Chart => ({
  ...{ from: AT, to: AT, step_seconds: 30, times: [AT, AT] },
  series: all,
});

test('durations of all tasks are three percentiles', () => {
  const lines = linesOf(chart(series({})), 'wait', 'none');

  expect(lines.map(({ key, values }) => [key, values[0]])).toEqual([
    ['p50', 1],
    ['p95', 2],
    ['p99', 3],
  ]);
});

test('durations by queue are the 95th percentile of each', () => {
  const lines = linesOf(
    chart(series({ key: 'default' }), series({ is_rest: true })),
    'run',
    'queue',
  );

  expect(lines).toEqual([
    { key: 'default', isRest: false, values: [2, null] },
    { key: null, isRest: true, values: [2, null] },
  ]);
});

test('until durations are there, there is a line of nothing', () => {
  const counted = chart(series({ key: 'default', wait_ms: null, run_ms: null }));

  expect(linesOf(counted, 'wait', 'queue')).toMatchObject([{ values: [null, null] }]);
});

test.each([
  ['throughput', [4, 0]],
  ['failures', [1, 0]],
] as const)('%s counts tasks', (measure, values) => {
  expect(linesOf(chart(series({})), measure, 'none')).toMatchObject([{ values }]);
});

test.each([
  ['of the last hour', null, [4, 0], 30],
  ['of nothing', null, [0, 0], null],
  ['of a range', { from: 0, to: 1000 }, [4, 0], null],
])('a chart %s stands as long as time alone leaves it so', (_, range, ended, seconds) => {
  expect(seriesTiming(range).stands(chart(series({ ended })))).toBe(seconds);
});
