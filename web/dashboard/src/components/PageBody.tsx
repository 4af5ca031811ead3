import type { ReactNode } from 'react';
import classes from './Page.module.css';

/** What a page holds below its head. It can be scrolled by keyboard where nothing in it is pressed. */
export function PageBody({ children }: { children: ReactNode }) {
  return (
    <div className={classes.body} tabIndex={0}>
      {children}
    </div>
  );
}
