/** How the listed tasks ended over time. No event carries it: it is read again after some. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { oneOf } from './address';
import { api, body } from './client';
import { rangeIn, type TimeRange } from './range';
import type { components } from './schema';
import type { TaskView } from './tasks';
import type { Timing } from './useTimed';

export type Chart = components['schemas']['Chart'];
export type Series = components['schemas']['Series'];

export const MEASURES = ['throughput', 'failures', 'wait', 'run'] as const;
export type Measure = (typeof MEASURES)[number];
export const isDuration = (measure: Measure) => measure === 'wait' || measure === 'run';
export const DIVISIONS = ['none', 'queue', 'name', 'worker', 'state'] as const;
export type Division = (typeof DIVISIONS)[number];
export const SPAN_NAMES = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;
export type Span = (typeof SPAN_NAMES)[number];
/** In seconds. */
const SPANS: Readonly<Record<Span, number>> = {
  '15m': 900,
  '1h': 3600,
  '6h': 21_600,
  '24h': 86_400,
  '7d': 604_800,
  '30d': 2_592_000,
};

/** What is drawn. An absent choice is the first of its kind, and an hour. */
export interface ChartView {
  /** `none` draws nothing. */
  chart?: Measure | 'none';
  by?: Division;
  span?: Span;
}

export const chartFields = {
  chart: oneOf([...MEASURES, 'none']),
  by: v.fallback(
    v.optional(
      v.pipe(
        v.string(),
        v.transform((by) => (by === 'task' ? 'name' : by)), // as the page calls it
        v.picklist(DIVISIONS),
      ),
    ),
    undefined,
  ),
  span: oneOf(SPAN_NAMES),
};

export function seriesOf(view: TaskView, measure: Measure, by: Division, span: Span) {
  const { sort: _, ...filter } = view;
  const durations = isDuration(measure);
  return queryOptions({
    queryKey: ['series', filter, by, span, durations],
    queryFn: async ({ signal }) => {
      const query = { ...filter, by, durations, ...times(rangeIn(view.q), SPANS[span]) };
      return body(await api.GET('/api/metrics/series', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  });
}

/** What ended leaves the last of a span as time passes; a *range* of the past stands. */
export const seriesTiming = (range: TimeRange | null): Timing<Chart> => ({
  ...{ every: 60_000, apart: 60_000 },
  stands: ({ series, step_seconds }) =>
    range || !series.some(({ ended }) => ended.some((count) => count > 0)) ? null : step_seconds,
});

/** What time is drawn: *range*, or the last *seconds*. */
function times(range: TimeRange | null, seconds: number): { from: string; to?: string } {
  if (!range) return { from: timeOf(Date.now() - 1000 * seconds) };
  const from = Math.max(range.from, range.to - 1000 * SPANS['30d']);
  // The search finds what ended at the very end, too.
  return { from: timeOf(from), to: timeOf(range.to + 1) };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** One line of a chart. Gaps are null. */
export interface Line {
  /** Of the queue, the name and so on; null of what has none. */
  key: string | null;
  isRest: boolean;
  values: readonly (number | null)[];
}

/** The lines of *measure*: one each, but the three percentiles where there is one series of all. */
export function linesOf(chart: Chart, measure: Measure, by: Division): Line[] {
  const [all] = chart.series;
  const percentiles = all && percentilesOf(all, measure);
  if (by === 'none' && percentiles) {
    const { p50, p95, p99 } = percentiles;
    return Object.entries({ p50, p95, p99 }).map(([key, values]) => ({
      ...{ key, values, isRest: false },
    }));
  }
  return chart.series.map((series) => ({
    key: series.key,
    isRest: series.is_rest,
    values: valuesOf(series, measure),
  }));
}

function valuesOf(series: Series, measure: Measure): readonly (number | null)[] {
  if (measure === 'throughput') return series.ended;
  if (measure === 'failures') return series.failed;
  return percentilesOf(series, measure)?.p95 ?? series.ended.map(() => null);
}

/** Null of counts, and until the durations are there. */
function percentilesOf(series: Series, measure: Measure) {
  if (!isDuration(measure)) return null;
  return measure === 'wait' ? series.wait_ms : series.run_ms;
}
