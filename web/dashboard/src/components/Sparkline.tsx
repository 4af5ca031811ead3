import classes from './Sparkline.module.css';

const WIDTH = 76; // px
const HEIGHT = 22; // px

interface Props {
  label: string;
  values: readonly number[];
  /** Parts of *values* that went wrong, drawn over them. */
  bad: readonly number[];
}

/** A bar for each value, as high as it is beside the highest. */
export function Sparkline({ label, values, bad }: Props) {
  const most = Math.max(1, ...values);
  const width = WIDTH / values.length;
  const bar = (index: number, value: number) => {
    const height = value === 0 ? 0 : Math.max(1.5, (HEIGHT * value) / most);
    return { x: index * width, y: HEIGHT - height, width: 0.72 * width, height };
  };
  return (
    <svg
      className={classes.spark}
      role="img"
      aria-label={label}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      <title>{label}</title>
      {values.map((value, index) => (
        <g key={index}>
          <rect className={classes.floor} {...{ ...bar(index, 0), y: HEIGHT - 1, height: 1 }} />
          <rect className={classes.bar} {...bar(index, value)} />
          <rect className={classes.bad} {...bar(index, bad[index] ?? 0)} />
        </g>
      ))}
    </svg>
  );
}
