import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useEffectEvent, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useFormats } from '../i18n/format';
import classes from './LineChart.module.css';

const HEIGHT = 132; // px
const LEAST_DRAG = 8; // px; less is a click
const COLOURS = 7; // --series-1 and on

export interface DrawnLine {
  label: string;
  values: readonly (number | null)[];
  /** The name of a CSS variable, where the line has a colour of its own. */
  colour?: string;
}

interface Props {
  /** What a reader who sees no picture is told. */
  label: string;
  /** Seconds since 1970. */
  times: readonly number[];
  lines: readonly DrawnLine[];
  format: (value: number) => string;
  /** Somebody drew over a range of time, in ms since 1970. */
  onRange: (from: number, to: number) => void;
}

/** Lines over time. New values move the lines and nothing else. */
export function LineChart({ label, times, lines, format, onRange }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const scheme = useComputedColorScheme('light');
  const { moment } = useFormats();
  const names = lines.map((line) => `${line.label}\n${line.colour ?? ''}`).join('\n\n');
  const data = aligned(times, lines);

  const drawn = useEffectEvent((chart: uPlot) => {
    const { left, width } = chart.select;
    if (width < LEAST_DRAG) return;
    chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    onRange(1000 * chart.posToVal(left, 'x'), 1000 * chart.posToVal(left + width, 'x'));
  });
  const told = useEffectEvent((value: number | null) => (value === null ? '–' : format(value)));
  const clock = useEffectEvent((seconds: number) => moment(new Date(1000 * seconds).toISOString()));
  const make = useEffectEvent((element: HTMLDivElement) => {
    // A canvas knows no light-dark(): only a colour that is in use has been decided.
    const colour = (name: string) => {
      element.style.color = `var(${name})`;
      return getComputedStyle(element).color;
    };
    const axis = { stroke: colour('--dim'), grid: { stroke: colour('--line'), width: 1 } };
    return new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        cursor: { drag: { x: true, y: false, setScale: false }, points: { size: 6 } },
        legend: { live: true },
        scales: { y: { range: (_, __, most) => [0, most > 0 ? 1.1 * most : 1] } },
        axes: [
          { ...axis, space: 90, size: 24, values: (_, ticks) => ticks.map(clock) },
          { ...axis, space: 26, size: 56, values: (_, ticks) => ticks.map(told) },
        ],
        series: [
          { value: (_, value: number | null) => (value === null ? '' : clock(value)) },
          ...lines.map((line, index) => ({
            label: line.label,
            stroke: colour(line.colour ?? `--series-${(index % COLOURS) + 1}`),
            width: 1.5,
            points: { show: false },
            value: (_: uPlot, value: number | null) => told(value),
          })),
        ],
        hooks: { setSelect: [drawn] },
      },
      data,
      element,
    );
  });

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const chart = make(element);
    plot.current = chart;
    const sizes = new ResizeObserver(() => {
      chart.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [names, scheme]);

  useEffect(() => {
    plot.current?.setData(data);
  });

  return <div ref={box} className={classes.chart} role="img" aria-label={label} />;
}

function aligned(times: readonly number[], lines: readonly DrawnLine[]): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])];
}
