import { useLayoutEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

const BLOCK = 8; // rows that are drawn or taken away together: not with each step of scrolling

interface VisibleRows {
  /** The indexes of the rows to draw, in order. */
  drawn: number[];
  /** The index after the last row in sight. */
  end: number;
  /** Rows that arrived above since the reader left the top. */
  unseen: number;
  /** The reader is where new rows come. */
  isAtTop: boolean;
  onScroll: () => void;
  /** The box has the focus then: what was pressed for it is gone. */
  toTop: () => void;
  /** Brings the row of an index in sight. */
  show: (index: number) => void;
}

interface Place {
  ids: readonly string[];
  /** The index of the first row in sight. */
  first: number;
  /** How many rows the box has room for. */
  room: number;
  /** By how many pixels the list moved under the reader when it became this one. */
  moved: number;
  /** What stood at the top when the reader left it; null while they are there. */
  topWhenLeft: string | null;
}

/**
 * Which of many rows, all of one height in pixels, a box that scrolls has in sight.
 *
 * It keeps what the reader looks at where it is while rows come and go above it. At the top the
 * list flows. Further down, the first visible row that is still listed stays under the eye, and
 * what arrived above is counted instead. How far that moves it is known before it is drawn, so
 * that the rows in sight are not drawn anew.
 *
 * The row with the id *held* is drawn wherever it is.
 */
export function useVisibleRows(
  box: RefObject<HTMLElement | null>,
  ids: readonly string[],
  rowHeight: number,
  held: string | null,
): VisibleRows {
  const [place, setPlace] = useState<Place>({
    ...{ ids, first: 0, room: 0, moved: 0, topWhenLeft: null },
  });
  if (place.ids !== ids) setPlace(follow(place, ids, rowHeight));
  useLayoutEffect(() => {
    if (place.moved !== 0) box.current?.scrollBy(0, place.moved);
  }, [box, place.ids, place.moved]);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => look(element, rowHeight, setPlace));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, rowHeight]);

  const first = Math.max(0, Math.min(place.first, ids.length - place.room));
  const end = Math.min(ids.length, first + place.room);
  const { topWhenLeft } = place;
  return {
    drawn: indexes(first, end, ids, held),
    end,
    unseen: topWhenLeft === null ? 0 : Math.max(0, ids.indexOf(topWhenLeft)),
    isAtTop: topWhenLeft === null,
    onScroll: () => box.current && look(box.current, rowHeight, setPlace),
    toTop: () => {
      box.current?.scrollTo({ top: 0 });
      box.current?.focus({ preventScroll: true });
    },
    show: (index) => {
      const element = box.current;
      if (!element) return;
      const [top, bottom] = [index * rowHeight, (index + 1) * rowHeight - element.clientHeight];
      if (element.scrollTop > top) element.scrollTo({ top });
      else if (element.scrollTop < bottom) element.scrollTo({ top: bottom });
    },
  };
}

/** Draws what *element* has in sight at once, or what came would be empty for a frame. */
function look(
  element: HTMLElement,
  rowHeight: number,
  setPlace: (next: (place: Place) => Place) => void,
): void {
  const first = Math.max(0, Math.floor(element.scrollTop / rowHeight));
  const room = Math.ceil(element.clientHeight / rowHeight) + 1;
  flushSync(() =>
    setPlace((place) => {
      const topWhenLeft = first > 0 ? (place.topWhenLeft ?? place.ids[0] ?? null) : null;
      const isSame = first === place.first && room === place.room;
      return isSame && topWhenLeft === place.topWhenLeft
        ? place
        : { ...place, first, room, topWhenLeft };
    }),
  );
}

function follow(place: Place, ids: readonly string[], rowHeight: number): Place {
  const rows = place.first === 0 ? 0 : shift(place.ids, ids, place.first);
  return { ...place, ids, first: place.first + rows, moved: rows * rowHeight };
}

/** By how many rows the first one at or below *top* that is in both lists has moved. */
export function shift(before: readonly string[], after: readonly string[], top: number): number {
  const row = before[top];
  const now = row === undefined ? -1 : after.indexOf(row);
  if (now !== -1) return now - top;
  // It has left: of those below it there may be many to look for.
  const places = new Map(after.map((id, index) => [id, index]));
  for (let index = top + 1; index < before.length; index += 1) {
    const place = places.get(before[index] ?? '');
    if (place !== undefined) return place - index;
  }
  return 0;
}

/** Of the blocks from *first* to *end* and of one around them; and of *held*, if it is listed. */
function indexes(first: number, end: number, ids: readonly string[], held: string | null) {
  const from = Math.max(0, (Math.floor(first / BLOCK) - 1) * BLOCK);
  const to = Math.min(ids.length, (Math.ceil(end / BLOCK) + 1) * BLOCK);
  const drawn = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  const place = held === null ? -1 : ids.indexOf(held);
  if (place === -1 || (place >= from && place < to)) return drawn;
  return place < from ? [place, ...drawn] : [...drawn, place];
}
