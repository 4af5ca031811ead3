/** Where the keyboard is on a chart. Times, as what is drawn moves on beneath them. */

/** In the unit of the chart's times. */
export interface ChartCursor {
  at: number;
  /** The other end of a range that is being marked. */
  mark: number | null;
}

const STEPS: Readonly<Record<string, number>> = {
  ...{ ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 },
  ...{ PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity },
};

/** After a key; the same object where the key does not move it. It begins at the newest time. */
export function moved(
  cursor: ChartCursor | null,
  key: string,
  isMarking: boolean,
  times: readonly number[],
): ChartCursor | null {
  const step = STEPS[key];
  if (step === undefined || times.length === 0) return cursor;
  const from = placeOf(cursor, times);
  const place = cursor || !Number.isFinite(step) ? from + step : from;
  const at = times[Math.min(Math.max(place, 0), times.length - 1)] ?? 0;
  const start = cursor?.mark ?? cursor?.at ?? at;
  return { at, mark: isMarking ? start : null };
}

/** The index of the time that is the nearest; the last where there is no cursor. */
export function placeOf(cursor: ChartCursor | null, times: readonly number[]): number {
  if (!cursor) return times.length - 1;
  const distances = times.map((time) => Math.abs(time - cursor.at));
  return distances.indexOf(Math.min(...distances));
}

/** From the earlier end to the later one; a single time where nothing is marked. */
export function endsOf({ at, mark }: ChartCursor): [number, number] {
  return [Math.min(at, mark ?? at), Math.max(at, mark ?? at)];
}
