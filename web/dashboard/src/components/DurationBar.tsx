import { useFormats } from '../i18n/format';
import classes from './DurationBar.module.css';

interface Props {
  /** In ms. */
  value: number;
  /** The longest of those beside it, which fills the bar, in ms. */
  longest: number;
}

/** A duration in figures, and as a bar beside others. */
export function DurationBar({ value, longest }: Props) {
  const { duration } = useFormats();
  return (
    <span className={classes.duration}>
      <svg className={classes.bar} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
        <rect className={classes.rest} width="100" height="6" />
        <rect className={classes.spent} width={(100 * value) / longest} height="6" />
      </svg>
      <span className={classes.figure}>{duration(value)}</span>
    </span>
  );
}
