import type { ReactNode } from 'react';
import classes from './PageHead.module.css';

interface Props {
  title: string;
  /** One sentence where the title alone does not say what the page is for. */
  help?: string;
  /** What is done from here most, or how many there are, beside the name whatever room filters take. */
  deed?: ReactNode;
  /** Filters, and what can be done; at the right. */
  children?: ReactNode;
}

/** The head of a page that is not the board: its name, and what can be done here. */
export function PageHead({ title, help, deed, children }: Props) {
  return (
    <header className={classes.head}>
      <div className={classes.words}>
        <div>
          <h1 className={classes.title}>{title}</h1>
          {help && <p className={classes.help}>{help}</p>}
        </div>
        {deed}
      </div>
      {children && <div className={classes.actions}>{children}</div>}
    </header>
  );
}
