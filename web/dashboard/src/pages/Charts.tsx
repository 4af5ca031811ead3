import { Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { rangeIn, withRange, type TimeRange } from '../api/range';
import {
  isDuration,
  linesOf,
  seriesOf,
  seriesTiming,
  type ChartView,
  type Line,
} from '../api/series';
import { taskList, type TaskView } from '../api/tasks';
import { useTimed } from '../api/useTimed';
import { ChartTools } from '../components/ChartTools';
import { LineChart } from '../components/LineChart';
import { LoadProblem } from '../components/LoadProblem';
import { useFormats } from '../i18n/format';
import classes from './Charts.module.css';

interface Props {
  view: TaskView;
  chart: ChartView;
  /** A range of time is a part of the search. */
  onChange: (change: ChartView & Pick<TaskView, 'q'>) => void;
}

/** How the listed tasks ended over time, above their list. */
export function Charts({ view, chart, onChange }: Props) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { count, duration } = formats;
  const { by = 'none', span = '1h' } = chart;
  const measure = chart.chart === undefined || chart.chart === 'none' ? 'throughput' : chart.chart;
  const range = rangeIn(view.q);
  const choose = (chosen: TimeRange | null) => onChange({ q: withRange(view.q, chosen) });
  const list = useListStatus(view);
  const timed = useTimed(seriesTiming(range));
  const { data, error, refetch } = useQuery({
    ...seriesOf(view, measure, by, span),
    ...timed,
    // The list says whether a search can be read at all; until then the last chart stands.
    enabled: view.q === undefined || list === 'success',
  });
  const nameOf = ({ key, isRest }: Line) =>
    isRest ? t('charts.rest') : (key ?? (by === 'none' ? t(`charts.${measure}`) : t('task.none')));

  const content = () => {
    if (!data && list === 'error' && view.q) return <div className={classes.quiet} />;
    if (!data) {
      return error ? (
        <LoadProblem error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton height={156} />
      );
    }
    const isTime = isDuration(measure);
    const sum = data.series.flatMap((each) => each.ended).reduce((all, each) => all + each, 0);
    const lines = linesOf(data, measure, by).map((line) => ({
      label: nameOf(line),
      values: line.values,
      ...(measure === 'failures' && by === 'none' && { colour: '--red' }),
    }));
    const nothing = {
      label: t(`charts.${measure}`),
      values: data.times.map(() => (isTime ? null : 0)),
    };
    return (
      <LineChart
        name={t(`charts.${measure}`)}
        label={t('charts.label', {
          ...{ count: sum, ended: count(sum), measure: t(`charts.${measure}`) },
          within: range
            ? t('charts.within.range', { range: formats.range(range.from, range.to) })
            : t(`charts.within.${span}`),
        })}
        none={sum === 0 ? t('charts.empty') : undefined}
        times={data.times.map((at) => Date.parse(at) / 1000)}
        lines={lines.length ? lines : [nothing]}
        isTime={isTime}
        format={isTime ? duration : count}
        // A value stands where its bucket begins.
        onRange={(from, to) => choose({ from, to: to + 1000 * data.step_seconds })}
      />
    );
  };

  return (
    <section className={classes.charts} aria-label={t('charts.title')}>
      <ChartTools
        {...{ measure, by, span, range }}
        // A span takes the place of a range.
        onChange={(change) =>
          onChange(change.span ? { ...change, q: withRange(view.q, null) } : change)
        }
        onReset={() => choose(null)}
      />
      {content()}
    </section>
  );
}

/** How the list of the same tasks was read, without reading it. */
function useListStatus(view: TaskView) {
  const client = useQueryClient();
  const watch = useCallback((told: () => void) => client.getQueryCache().subscribe(told), [client]);
  const status = () => client.getQueryState(taskList(view).queryKey)?.status;
  return useSyncExternalStore(watch, status);
}
