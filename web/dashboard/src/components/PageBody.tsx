import type { ReactNode, Ref } from 'react';
import classes from './Page.module.css';

interface Props {
  ref?: Ref<HTMLDivElement> | undefined;
  onScroll?: (() => void) | undefined;
  children: ReactNode;
}

/** What a page holds below its head. It can be scrolled by keyboard where nothing in it is pressed. */
export function PageBody({ ref, onScroll, children }: Props) {
  return (
    <div ref={ref} className={classes.body} tabIndex={0} onScroll={onScroll}>
      {children}
    </div>
  );
}
