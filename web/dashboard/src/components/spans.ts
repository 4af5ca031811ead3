/** The spans of a trace as the rows of a waterfall. */
import type { Span } from '../api/types';
import { useFormats } from '../i18n/format';

export interface SpanRow {
  span: Span;
  depth: number;
  /** Whether there are spans under it, shown or not. */
  isParent: boolean;
}

const LEAST = 1000; // µs: below it, milliseconds say nothing

/** Tells how long something took that is given in microseconds. */
export function useSpanTime(): (us: number) => string {
  const { duration, count } = useFormats();
  return (us) => (us < LEAST ? `${count(Math.round(us))}µs` : duration(us / LEAST));
}

/** A part of a trace's time, in microseconds since its first span. */
export interface Stretch {
  from: number;
  to: number;
}

/**
 * The spans each under its parent, by their beginning. One whose parent is not kept, or not among
 * *spans*, stands at the root. What is under a span in *closed* is left out.
 */
export function spanRows(spans: readonly Span[], closed: ReadonlySet<string>): SpanRow[] {
  const parents = parentsOf(spans);
  const children = new Map<string | null, Span[]>([[null, []]]);
  for (const span of spans) children.set(span.span_id, []);
  for (const span of spans) children.get(parents.get(span.span_id) ?? null)?.push(span);
  const rows: SpanRow[] = [];
  const coming: [span: Span, depth: number][] = [];
  const goInto = (id: string | null, depth: number) => {
    for (const span of children.get(id)?.toReversed() ?? []) coming.push([span, depth]);
  };
  goInto(null, 0);
  // No call within a call: each task of a trace may have deferred the next, thousands deep.
  for (let next = coming.pop(); next; next = coming.pop()) {
    const [span, depth] = next;
    rows.push({ span, depth, isParent: (children.get(span.span_id)?.length ?? 0) > 0 });
    if (!closed.has(span.span_id)) goInto(span.span_id, depth + 1);
  }
  return rows;
}

/**
 * The parent of each span that has one among *spans*. Whoever sends a request names its parent,
 * also one that came of the request itself: a span that is above itself has none.
 */
function parentsOf(spans: readonly Span[]): Map<string, string> {
  const known = new Set(spans.map((span) => span.span_id));
  const parents = new Map<string, string>();
  for (const { span_id: id, parent_id: parent } of spans) {
    if (parent !== null && known.has(parent)) parents.set(id, parent);
  }
  const looked = new Set<string>();
  for (const { span_id: id } of spans) {
    const above = new Set<string>();
    for (let at: string | undefined = id; at && !looked.has(at); at = parents.get(at)) {
      looked.add(at);
      above.add(at);
      const parent = parents.get(at);
      if (parent !== undefined && above.has(parent)) parents.delete(parent);
    }
  }
  return parents;
}

/** The spans of one task alone: those of its attempts, and what is under them. */
export function spansOfTask(spans: readonly Span[], task: string): Span[] {
  const own = new Set<string>();
  // In the order of their beginning, a parent comes before what it caused.
  return spans.filter((span) => {
    const isIn =
      JSON.stringify(span.attributes['orakul.task.id']) === task ||
      (span.kind !== 'consumer' && span.parent_id !== null && own.has(span.parent_id));
    if (isIn) own.add(span.span_id);
    return isIn;
  });
}

/** From the first beginning to the last end; a microsecond at least. */
export function stretchOf(spans: readonly Span[]): Stretch {
  const from = spans.reduce((least, { offset_us }) => Math.min(least, offset_us), Infinity);
  const to = spans.reduce((most, span) => Math.max(most, span.offset_us + span.duration_us), 0);
  return Number.isFinite(from) ? { from, to: Math.max(to, from + 1) } : { from: 0, to: 1 };
}
