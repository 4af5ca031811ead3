/** Putting rows that the stream brought into the pages that the list endpoints gave. */
import type { InfiniteData } from '@tanstack/react-query';
import type { Page } from './types';

/** The cursor of the first page of a list. */
export function firstPage(): string | null {
  return null;
}

/** The first *most* rows alone, to be shown until the first page is read anew. */
export function shortened<Row>(
  data: InfiniteData<Page<Row>> | undefined,
  most: number,
): InfiniteData<Page<Row>> | undefined {
  const [first] = data?.pages ?? [];
  if (!first) return data;
  return { pages: [{ ...first, items: first.items.slice(0, most) }], pageParams: [firstPage()] };
}

/** What the server would list and in which order, so that a live row lands where it belongs. */
export interface ListRule<Row> {
  matches(row: Row): boolean;
  /** Whether a listed row stays, where only the server knows what *matches* and what does not. */
  keeps?(row: Row): boolean;
  compare(a: Row, b: Row): number;
}

/**
 * Bring *rows*, in their newest state, into *pages*.
 *
 * A listed row changes where it stands: its place is kept even when the sorted column changed,
 * because a list that rearranges itself under the reader is worse. A row that no longer matches
 * leaves; a new one enters at its sorted place, unless that lies beyond what has been loaded.
 */
export function placeRows<Row extends { id: string }>(
  pages: readonly Page<Row>[],
  rows: readonly Row[],
  rule: ListRule<Row>,
): Page<Row>[] {
  const incoming = new Map(rows.map((row) => [row.id, row]));
  const placed = pages.map((page) =>
    // A page that nothing changes of stays the same one, which tells so at a glance.
    page.items.some(({ id }) => incoming.has(id))
      ? { ...page, items: update(page.items, incoming, rule) }
      : page,
  );
  for (const row of incoming.values()) if (rule.matches(row)) insert(placed, row, rule);
  return placed;
}

/** Replaces or removes what is listed, and takes it out of *incoming*. */
function update<Row extends { id: string }>(
  items: readonly Row[],
  incoming: Map<string, Row>,
  rule: ListRule<Row>,
): Row[] {
  return items.flatMap((item) => {
    const newer = incoming.get(item.id);
    if (!newer) return [item];
    incoming.delete(item.id);
    const stays = rule.keeps ? rule.keeps(newer) : rule.matches(newer);
    // What events leave out stays.
    return stays ? [{ ...item, ...newer }] : [];
  });
}

function insert<Row>(pages: Page<Row>[], row: Row, rule: ListRule<Row>): void {
  for (const [place, page] of pages.entries()) {
    const index = page.items.findIndex((item) => rule.compare(row, item) < 0);
    if (index !== -1) {
      pages[place] = { ...page, items: page.items.toSpliced(index, 0, row) };
      return;
    }
  }
  const last = pages.at(-1);
  if (last?.next_cursor === null)
    pages[pages.length - 1] = { ...last, items: [...last.items, row] };
}
