import classes from './Trend.module.css';

const WIDTH = 76; // as many units as px where there is room
const HEIGHT = 22;
const EDGE = 1; // half of the line's width

interface Props {
  label: string;
  /** At even distances; null where there was no value. */
  values: readonly (number | null)[];
  /** What is as high as can be, where no value is higher; the bottom is 0. */
  least: number;
}

/** A line through values, with gaps where there are none, as large as its place is. */
export function Trend({ label, values, least }: Props) {
  const most = Math.max(least, ...values.map((value) => value ?? 0));
  const step = WIDTH / Math.max(1, values.length - 1);
  const place = (value: number) => EDGE + (HEIGHT - 2 * EDGE) * (1 - value / most);
  const lines = unbroken(values).map(({ from, values }) => {
    const points = values.map(
      (value, index) => `${round(step * (from + index))} ${round(place(value))}`,
    );
    return { isAlone: points.length === 1, path: `M${points.join('L')}` };
  });
  return (
    <span className={classes.trend} title={label}>
      <svg
        className={classes.picture}
        role="img"
        aria-label={label}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        <line className={classes.floor} x2={WIDTH} y1={HEIGHT - EDGE} y2={HEIGHT - EDGE} />
        {lines.map(({ isAlone, path }) => (
          <path
            key={path}
            className={isAlone ? classes.point : classes.line}
            d={isAlone ? `${path}h0` : path}
          />
        ))}
      </svg>
    </span>
  );
}

interface Run {
  from: number;
  values: number[];
}

/** The values between gaps, each run with the place of its first. */
function unbroken(values: readonly (number | null)[]): Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  for (const [index, value] of values.entries()) {
    if (value === null) run = undefined;
    else if (run) run.values.push(value);
    else {
      run = { from: index, values: [value] };
      runs.push(run);
    }
  }
  return runs;
}

function round(number: number): number {
  return Math.round(100 * number) / 100;
}
