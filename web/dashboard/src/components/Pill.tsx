import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Pill.module.css';

interface Props {
  icon: Icon;
  /** Where it floats over the list. */
  className: string | undefined;
  onClick: () => void;
  children: ReactNode;
}

/** Says over a list what is out of sight, and leads there. */
export function Pill({ icon: Shape, className, onClick, children }: Props) {
  return (
    <button type="button" className={`${classes.pill} ${className}`} onClick={onClick}>
      <Shape size={15} aria-hidden />
      {children}
    </button>
  );
}
