import type { ReactNode } from 'react';
import classes from './Notice.module.css';

interface Props {
  icon: ReactNode;
  title: string;
  /** The next step, in a sentence. */
  help: string;
  action?: ReactNode;
  /** Failures are announced at once, empty lists are not. */
  urgent?: boolean;
}

export function Notice({ icon, title, help, action, urgent = false }: Props) {
  return (
    <div className={classes.notice} role={urgent ? 'alert' : undefined}>
      <span className={classes.icon} aria-hidden>
        {icon}
      </span>
      <h2 className={classes.title}>{title}</h2>
      <p className={classes.help}>{help}</p>
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
