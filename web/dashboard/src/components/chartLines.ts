/** How the lines of a chart are told apart, and how its axis of values is marked. */

const COLOURS = 11; // --series-1 and on: as many as a chart has lines
// The first ones differ most; the others are somewhat like one of them, and drawn in dashes.
const PLAIN = 7;
const DASH: readonly number[] = [6, 4]; // px that are drawn, and that are not

// Axes count up in these; a mark is never between two counts or two milliseconds.
const DECIMAL = [1, 2, 5];
const SECOND = 1000; // ms
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What may be between two marks of an axis of counts. */
export const STEPS_OF_COUNTS = decimals(12);

/** What may be between two marks of an axis of durations, in ms: round ones of some unit. */
export const STEPS_OF_DURATIONS: readonly number[] = [
  ...decimals(3),
  ...[SECOND, MINUTE].flatMap((unit) => [1, 2, 5, 10, 15, 30].map((step) => step * unit)),
  ...[1, 2, 5, 10].map((step) => step * HOUR),
  ...decimals(4).map((step) => step * DAY),
];

function decimals(powers: number): readonly number[] {
  return [...Array(powers).keys()].flatMap((power) => DECIMAL.map((step) => step * 10 ** power));
}

/** The CSS variable with the colour of a line, and its dashes if it has some. */
export function strokeOf(index: number): { colour: string; dash?: number[] } {
  const place = index % COLOURS;
  const colour = `--series-${place + 1}`;
  return place < PLAIN ? { colour } : { colour, dash: [...DASH] };
}

/**
 * Room for the widest of *labels* in px, as wide as *measure* says, and *beside* it. Before an axis is
 * marked there are none, though the plot's types do not say so.
 */
export function axisWidth(
  labels: readonly string[] | null,
  measure: (label: string) => number,
  beside: number,
): number {
  return Math.ceil(Math.max(0, ...(labels ?? []).map(measure))) + beside;
}
