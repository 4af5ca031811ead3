import { useState } from 'react';

interface Reading<Row> {
  /** The rows in the order in which the reader met them. */
  shown: Row[];
  /** How many wait above what is shown. */
  unseen: number;
  /** Whether the server would list them otherwise. */
  isStale: boolean;
  /** Take over the server's order and what is new. */
  renew: () => void;
}

/**
 * Keeps rows where they are while they are read, though each answer sorts them anew.
 *
 * Rows that are gone leave. New ones are shown at once where they follow what is known, as the
 * next page of a list does; others wait until the reader asks for them.
 */
export function useReadingOrder<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Reading<Row> {
  const [known, setKnown] = useState<readonly string[]>([]);
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  const now = [...byKey.keys()];
  const held = new Set(known);
  const last = now.findLastIndex((key) => held.has(key));
  const order = [...known.filter((key) => byKey.has(key)), ...now.slice(last + 1)];
  const isSame = (keys: readonly string[]) => keys.join('\n') === order.join('\n');
  // While rendering, as React recommends for what follows from props: no frame shows the old one.
  if (!isSame(known)) setKnown(order);
  return {
    shown: order.flatMap((key) => byKey.get(key) ?? []),
    unseen: now.length - order.length,
    isStale: !isSame(now),
    renew: () => setKnown(now),
  };
}
