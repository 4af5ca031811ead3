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
  const known = new Set(spans.map((span) => span.span_id));
  const children = new Map<string | null, Span[]>();
  for (const span of spans) {
    const parent = span.parent_id !== null && known.has(span.parent_id) ? span.parent_id : null;
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const rowsOf = (span: Span, depth: number): SpanRow[] => {
    const inner = children.get(span.span_id) ?? [];
    const row = { span, depth, isParent: inner.length > 0 };
    if (closed.has(span.span_id)) return [row];
    return [row, ...inner.flatMap((each) => rowsOf(each, depth + 1))];
  };
  return (children.get(null) ?? []).flatMap((span) => rowsOf(span, 0));
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
