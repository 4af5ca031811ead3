import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

interface Anchored {
  /** Rows that arrived above since the reader left the top. */
  unseen: number;
  onScroll: () => void;
  toTop: () => void;
}

/**
 * Keeps what the reader looks at where it is while rows come and go above it.
 *
 * At the top the list flows. Further down, the first visible row that is still listed stays
 * under the eye, and what arrived above is counted instead.
 */
export function useAnchoredScroll(
  box: RefObject<HTMLElement | null>,
  ids: readonly string[],
  rowHeight: number,
): Anchored {
  const before = useRef(ids);
  const [topWhenLeft, setTopWhenLeft] = useState<string | null>(null);

  useLayoutEffect(() => {
    const element = box.current;
    if (element && element.scrollTop >= rowHeight) {
      const rows = shift(before.current, ids, element.scrollTop / rowHeight);
      element.scrollBy(0, rows * rowHeight);
    }
    before.current = ids;
  }, [box, ids, rowHeight]);

  return {
    unseen: topWhenLeft === null ? 0 : Math.max(0, ids.indexOf(topWhenLeft)),
    onScroll: () => {
      const isAway = (box.current?.scrollTop ?? 0) >= rowHeight;
      setTopWhenLeft((left) => (isAway ? (left ?? ids[0] ?? null) : null));
    },
    toTop: () => box.current?.scrollTo({ top: 0 }),
  };
}

/** By how many rows the first one at or below *top* that is in both lists has moved. */
export function shift(before: readonly string[], after: readonly string[], top: number): number {
  if (before === after) return 0;
  const places = new Map(after.map((id, index) => [id, index]));
  for (let index = Math.floor(top); index < before.length; index += 1) {
    const place = places.get(before[index] ?? '');
    if (place !== undefined) return place - index;
  }
  return 0;
}
