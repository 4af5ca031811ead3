import type { ReactNode } from 'react';
import classes from './TaskDetail.module.css';

interface Props {
  title: string;
  /** What can be done with the content, at the right of the title. */
  action?: ReactNode;
  children: ReactNode;
}

export function Section({ title, action, children }: Props) {
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>
        {title}
        {action}
      </h3>
      {children}
    </section>
  );
}
