import type { ReactNode } from 'react';
import classes from './Split.module.css';

interface Props {
  /** What the panel is about; it is named so. */
  label: string;
  list: ReactNode;
  /** What is open; it covers the list where there is no room for both. */
  panel: ReactNode;
}

/** A list and, beside it, what was opened of it. */
export function Split({ label, list, panel }: Props) {
  return (
    <div className={classes.split} data-open={Boolean(panel)}>
      <div className={classes.list}>{list}</div>
      {panel && (
        <aside className={classes.panel} aria-label={label}>
          {panel}
        </aside>
      )}
    </div>
  );
}
