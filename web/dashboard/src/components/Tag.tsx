import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Tag.module.css';

interface Props {
  tone: 'grey' | 'blue' | 'green' | 'red' | 'amber';
  icon?: Icon;
  children: ReactNode;
}

/** A word about what is not a task; the word says all, its colour only stresses it. */
export function Tag({ tone, icon: Shape, children }: Props) {
  return (
    <span className={`${classes.tag} ${classes[tone]}`}>
      {Shape && <Shape size={14} stroke={2} aria-hidden />}
      {children}
    </span>
  );
}
