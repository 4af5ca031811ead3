import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { linesOf, seriesOf, type ChartView, type Line } from '../api/series';
import type { TaskView } from '../api/tasks';
import { ChartTools } from '../components/ChartTools';
import { LineChart } from '../components/LineChart';
import { LoadProblem } from '../components/LoadProblem';
import { useFormats } from '../i18n/format';
import classes from './Charts.module.css';

interface Props {
  view: TaskView;
  chart: ChartView;
  onChart: (change: ChartView) => void;
  /** In ms since 1970. */
  onRange: (from: number, to: number) => void;
}

/** How the listed tasks ended over time, above their list. */
export function Charts({ view, chart, onChart, onRange }: Props) {
  const { t } = useTranslation();
  const { count, duration } = useFormats();
  const { by = 'none', span = '1h' } = chart;
  const measure = chart.chart === undefined || chart.chart === 'none' ? 'throughput' : chart.chart;
  const { data, error, refetch } = useQuery(seriesOf(view, by, span));
  const nameOf = ({ key, isRest }: Line) =>
    isRest ? t('charts.rest') : (key ?? (by === 'none' ? t(`charts.${measure}`) : t('task.none')));

  const content = () => {
    if (!data) {
      return error ? (
        <LoadProblem error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton height={156} />
      );
    }
    const lines = linesOf(data, measure, by);
    const sum = data.series.flatMap((each) => each.ended).reduce((all, each) => all + each, 0);
    if (sum === 0) return <p className={classes.empty}>{t('charts.empty')}</p>;
    return (
      <LineChart
        label={t('charts.label', {
          ...{ count: sum, ended: count(sum), span },
          measure: t(`charts.${measure}`),
        })}
        times={data.times.map((at) => Date.parse(at) / 1000)}
        lines={lines.map((line) => ({
          label: nameOf(line),
          values: line.values,
          ...(measure === 'failures' && by === 'none' && { colour: '--red' }),
        }))}
        format={measure === 'wait' || measure === 'run' ? duration : count}
        // A value stands where its bucket begins.
        onRange={(from, to) => onRange(from, to + 1000 * data.step_seconds)}
      />
    );
  };

  return (
    <section className={classes.charts} aria-label={t('charts.title')}>
      <ChartTools {...{ measure, by, span }} onChange={onChart} />
      {content()}
    </section>
  );
}
