import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

const NEAR = 8; // px from the end that still count as the end

interface Follow {
  /** The number of the last line when the reader left the end; null at the end. */
  leftAt: number | null;
  onScroll: () => void;
  toEnd: () => void;
}

/**
 * Keeps a box at its end while it grows, until its reader scrolls up; at the end again, it
 * follows again. *last* is the number of its last line, *size* its height in pixels.
 */
export function useFollow(box: RefObject<HTMLElement | null>, last: number, size: number): Follow {
  const [leftAt, setLeftAt] = useState<number | null>(null);
  const top = useRef(0);
  const isFollowing = leftAt === null;

  useLayoutEffect(() => {
    const element = box.current;
    if (element && isFollowing) {
      element.scrollTo({ top: element.scrollHeight });
      top.current = element.scrollTop;
    }
  }, [box, last, size, isFollowing]);

  return {
    leftAt,
    onScroll: () => {
      const element = box.current;
      if (!element) return;
      const left = element.scrollHeight - element.clientHeight - element.scrollTop;
      // Only who goes up leaves the end: it also moves away when something is added.
      if (left <= NEAR) setLeftAt(null);
      else if (element.scrollTop < top.current) setLeftAt((at) => at ?? last);
      top.current = element.scrollTop;
    },
    toEnd: () => setLeftAt(null),
  };
}
