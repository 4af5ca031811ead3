import { useRef, useState, type RefObject } from 'react';

interface Held<Row> {
  shown: readonly Row[];
  /** Rows that came since, and wait above. */
  unseen: number;
  isHeld: boolean;
  hold: () => void;
  /** What scrolls. */
  box: RefObject<HTMLDivElement | null>;
  onScroll: () => void;
  /** The box has the focus then: what was pressed for it is gone. */
  toTop: () => void;
}

/**
 * Keeps new rows back while somebody reads: scrolled down, with a row open or the focus on one.
 *
 * Rows of any height then stay where they are in every browser; what came waits to be asked for.
 * *rows* are the newest first, *list* tells one list from another, *isOpen* whether a row is open.
 */
export function useHeld<Row extends { position: number }>(
  list: string,
  rows: readonly Row[],
  isOpen: boolean,
): Held<Row> {
  const box = useRef<HTMLDivElement>(null);
  const newest = rows[0]?.position ?? 0;
  const begun = { list, mark: isOpen ? newest : null };
  // The newest position that is shown; 0 until there is a row.
  const [{ list: of, mark }, setHeld] = useState<{ list: string; mark: number | null }>(begun);
  if (of !== list) setHeld(begun);
  else if (mark === 0 && newest > 0) setHeld({ list, mark: newest });

  const setMark = (to: number | null) => setHeld({ list, mark: to });
  const unseen = mark === null ? 0 : Math.max(0, newerThan(rows, mark));
  const hold = () => {
    if (mark === null) setMark(newest);
  };
  return {
    shown: unseen === 0 ? rows : rows.slice(unseen),
    unseen,
    isHeld: mark !== null,
    hold,
    box,
    onScroll: () => {
      if ((box.current?.scrollTop ?? 0) > 0) hold();
      else if (!isOpen && unseen === 0 && !isFocused(box.current)) setMark(null);
    },
    toTop: () => {
      setMark(isOpen ? newest : null);
      box.current?.scrollTo({ top: 0 });
      box.current?.focus({ preventScroll: true });
    },
  };
}

/** How many *rows* are newer than *mark*; -1 where all are. */
function newerThan(rows: readonly { position: number }[], mark: number): number {
  return rows.findIndex(({ position }) => position <= mark);
}

function isFocused(box: HTMLElement | null): boolean {
  return box?.querySelector('[role=row] :focus') != null;
}
