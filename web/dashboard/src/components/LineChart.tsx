import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useEffectEvent, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useFormats } from '../i18n/format';
import { endsOf, moved, placeOf, type ChartCursor } from './chartCursor';
import classes from './LineChart.module.css';
import { axisWidth, STEPS_OF_COUNTS, STEPS_OF_DURATIONS, strokeOf } from './chartLines';
import { useKeys } from './useKeys';

const HEIGHT = 132; // px
const LEAST_DRAG = 8; // px; less is a click
const FONT = '12px system-ui, sans-serif'; // of the marks
const TICK = 10; // px; the little line beside a mark
const GAP = 5; // px between the two
const NOTHING = { left: 0, top: 0, width: 0, height: 0 };

export interface DrawnLine {
  label: string;
  values: readonly (number | null)[];
  /** The name of a CSS variable, where the line has a colour of its own. */
  colour?: string;
}

interface Props {
  /** What is drawn. */
  name: string;
  /** What a reader who sees no picture is told. */
  label: string;
  /** Said over lines of nothing. */
  none?: string | undefined;
  /** Seconds since 1970. */
  times: readonly number[];
  lines: readonly DrawnLine[];
  /** Whether values are durations in ms, not counts. */
  isTime: boolean;
  format: (value: number) => string;
  /** Somebody drew over a range of time, or marked it by the keyboard; in ms since 1970. */
  onRange: (from: number, to: number) => void;
}

/** Lines over time. New values move the lines and nothing else. */
export function LineChart(props: Props) {
  const { name, label, none, times, lines, isTime, format, onRange } = props;
  const { t } = useTranslation();
  const keysId = useId();
  const [cursor, setCursor] = useState<ChartCursor | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const scheme = useComputedColorScheme('light');
  const { moment, range, ticks } = useFormats();
  const at = placeOf(cursor, times);
  // Only listed: they act where the chart has the focus.
  useKeys(t('charts.keys.title'), {
    '← →': { does: t('charts.keys.move') },
    'Shift ← →': { does: t('charts.keys.mark') },
    Enter: { does: t('charts.keys.take') },
    Esc: { does: t('charts.keys.drop') },
  });
  const names = [
    t('charts.time'),
    String(isTime),
    ...lines.map((line) => `${line.label}\n${line.colour ?? ''}`),
  ].join('\n\n');
  const data = aligned(times, lines);

  const drawn = useEffectEvent((chart: uPlot) => {
    const { left, width } = chart.select;
    if (width < LEAST_DRAG) return;
    chart.setSelect(NOTHING, false);
    onRange(1000 * chart.posToVal(left, 'x'), 1000 * chart.posToVal(left + width, 'x'));
  });
  const said = (value: number | null) => (value === null ? '–' : format(value));
  const clockOf = (seconds: number) => moment(new Date(1000 * seconds).toISOString());
  const told = useEffectEvent(said);
  const clock = useEffectEvent(clockOf);
  const marks = useEffectEvent((at: number[], step: number) =>
    ticks(
      at.map((each) => 1000 * each),
      1000 * step,
    ),
  );
  const make = useEffectEvent((element: HTMLDivElement) => {
    // A canvas knows no light-dark(): only a colour that is in use has been decided.
    const colour = (name: string) => {
      element.style.color = `var(${name})`;
      return getComputedStyle(element).color;
    };
    const axis = {
      ...{ stroke: colour('--dim'), grid: { stroke: colour('--line'), width: 1 } },
      ...{ font: FONT, ticks: { stroke: colour('--line'), width: 1, size: TICK }, gap: GAP },
    };
    const strokes = lines.map((line, index) => ({ ...strokeOf(index), ...line }));
    return new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        padding: [null, 30, null, null], // half of the last label
        cursor: { drag: { x: true, y: false, setScale: false }, points: { size: 6 } },
        legend: {
          live: true,
          markers: { dash: (_, index) => (strokes[index - 1]?.dash ? 'dashed' : 'solid') },
        },
        scales: { y: { range: (_, __, most) => [0, most > 0 ? 1.1 * most : 1] } },
        axes: [
          { ...axis, space: 90, size: 24, values: (_, at, __, ___, step) => marks(at, step) },
          {
            ...{ ...axis, space: 26, values: (_, ticks) => ticks.map(told) },
            incrs: [...(isTime ? STEPS_OF_DURATIONS : STEPS_OF_COUNTS)],
            size: ({ ctx }, labels) => axisWidth(labels, widthIn(ctx), TICK + GAP),
          },
        ],
        series: [
          {
            label: t('charts.time'),
            value: (_, value: number | null) => (value === null ? '' : clock(value)),
          },
          ...strokes.map(({ label, colour: name, dash }) => ({
            ...{ label, stroke: colour(name), width: 1.5, ...(dash && { dash }) },
            points: { show: true, size: 5, fill: colour(name), filter: alone },
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
    const chart = plot.current;
    if (!chart) return;
    chart.setData(data);
    if (cursor) show(chart, cursor);
  });
  const leave = () => {
    setCursor(null);
    plot.current?.setCursor({ left: -1, top: -1 });
    plot.current?.setSelect(NOTHING, false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!act(event.key, event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** Whether the key meant the chart. */
  const act = (key: string, isMarking: boolean): boolean => {
    const next = moved(cursor, key, isMarking, times);
    if (next !== cursor) setCursor(next);
    else if (key === 'Escape' && cursor) leave();
    else if (key === 'Enter' && cursor) {
      const [from, to] = endsOf(cursor);
      leave();
      onRange(1000 * from, 1000 * to);
    } else return false;
    return true;
  };
  const spoken = () => {
    const values = lines.map((line) => `${line.label} ${said(line.values[at] ?? null)}`).join(', ');
    const told = t('charts.at', { time: clockOf(times[at] ?? 0), values });
    if (typeof cursor?.mark !== 'number') return told;
    const [from, to] = endsOf(cursor);
    return `${told}. ${t('charts.marked', { range: range(1000 * from, 1000 * to) })}`;
  };

  return (
    <div className={classes.chart}>
      <div ref={box} role="img" aria-label={label} />
      {none && <p className={classes.none}>{none}</p>}
      <div
        className={classes.cursor}
        role="slider"
        tabIndex={0}
        aria-label={t('charts.cursor', { name })}
        aria-describedby={keysId}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, times.length - 1)}
        aria-valuenow={Math.max(0, at)}
        aria-valuetext={spoken()}
        onKeyDown={onKeyDown}
        onBlur={leave}
      />
      <p id={keysId} className={classes.keys}>
        {t('charts.keys')}
      </p>
    </div>
  );
}

function show(chart: uPlot, cursor: ChartCursor): void {
  const [from, to] = endsOf(cursor).map((time) => chart.valToPos(time, 'x'));
  const left = chart.valToPos(cursor.at, 'x');
  chart.setCursor({ left, top: 0 });
  if (cursor.mark === null || from === undefined || to === undefined) {
    chart.setSelect(NOTHING, false);
  } else {
    const height = chart.over.clientHeight;
    chart.setSelect({ left: from, top: 0, width: to - from, height }, false);
  }
}

function aligned(times: readonly number[], lines: readonly DrawnLine[]): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])];
}

/** How wide a mark is, in px. The plot takes its canvas to be set as it left it. */
function widthIn(canvas: CanvasRenderingContext2D): (label: string) => number {
  return (label) => {
    const { font } = canvas;
    canvas.font = FONT;
    const { width } = canvas.measureText(label);
    canvas.font = font;
    return width;
  };
}

/** The values that no line leads to or from: a point is all there is to see of them. */
function alone(chart: uPlot, index: number): number[] {
  const values = chart.data[index] ?? [];
  const isGap = (place: number) => (values[place] ?? null) === null;
  return [...values.keys()].filter(
    (place) => !isGap(place) && isGap(place - 1) && isGap(place + 1),
  );
}
