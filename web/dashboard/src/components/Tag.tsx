import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Tag.module.css';

export type Tone = 'grey' | 'accent' | 'blue' | 'green' | 'amber' | 'red';

interface Props {
  tone?: Tone;
  icon?: Icon;
  children: ReactNode;
}

/** A word that sorts things: a kind, a state, a priority. Its colour only repeats the word. */
export function Tag({ tone = 'grey', icon: Shape, children }: Props) {
  return (
    <span className={classes.tag} data-tone={tone}>
      {Shape && <Shape size={14} stroke={2} aria-hidden />}
      {children}
    </span>
  );
}
