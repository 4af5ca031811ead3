import { useEffect, useRef } from 'react';
import classes from './TaskTable.module.css';

interface Props {
  label: string;
  isChosen: boolean;
  /** Some of what it stands for. */
  isPartly?: boolean;
  onToggle: (isRange: boolean) => void;
}

/** A checkbox that takes all of its cell as its target, and tells whether Shift was held. */
export function SelectBox({ label, isChosen, isPartly = false, onToggle }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = isPartly;
  }, [isPartly]);
  return (
    // Shift would mark text.
    <label
      className={classes.choice}
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
    >
      <input
        ref={input}
        type="checkbox"
        aria-label={label}
        checked={isChosen}
        onChange={({ currentTarget, nativeEvent }) => {
          currentTarget.focus();
          onToggle(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
        }}
      />
    </label>
  );
}
