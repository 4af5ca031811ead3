import { useFormats } from '../i18n/format';
import classes from './Ago.module.css';
import { useNow } from './useNow';

/** How long ago, or in how long, something is; it runs on by itself. */
export function Ago({ at }: { at: string }) {
  const { relative, exact } = useFormats();
  const now = useNow(true);
  return (
    <time className={classes.ago} dateTime={at} title={exact(at)}>
      {relative(Date.parse(at) - now)}
    </time>
  );
}
