/** The range of time in a search, that somebody drew on a chart: of each end of a task. */

/** In ms since 1970. */
export interface TimeRange {
  from: number;
  to: number;
}

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z`;
// At the end, where `withRange` puts it; what else a search says of times is its own business.
const RANGE = new RegExp(String.raw`(?<!\bNOT)(?:^| +)ended:(${TIME})\.\.(${TIME})$`);

export function rangeIn(q: string | undefined): TimeRange | null {
  const [, start = '', end = ''] = RANGE.exec(q ?? '') ?? [];
  const [from, to] = [Date.parse(start), Date.parse(end)];
  return from < to ? { from, to } : null;
}

/** The search *q* without its range, as somebody wrote it. */
export function textIn(q: string | undefined): string {
  if (!rangeIn(q)) return q ?? '';
  const rest = (q ?? '').replace(RANGE, '');
  const [, inner = ''] = /^\((.*)\)$/s.exec(rest) ?? [];
  return isLoose(inner) ? inner : rest;
}

/** The search *q* with another range, or with none. */
export function withRange(q: string | undefined, range: TimeRange | null): string {
  const text = textIn(q);
  if (!range) return text;
  const [start, end] = wholeSeconds(range).map((at) => at.replace('.000', ''));
  const whole = isLoose(text) ? `(${text})` : text;
  return `${whole} ended:${start}..${end}`.trim();
}

/** Whether what stands behind *text* would belong to its last part alone. */
function isLoose(text: string): boolean {
  return /\bOR\b|\bNOT\s*$/.test(text) && isWhole(text);
}

/** Whether each parenthesis of *text* has its own other one. */
function isWhole(text: string): boolean {
  let depth = 0;
  for (const [sign] of text.replace(/"[^"]*"/g, '').matchAll(/[()]/g)) {
    depth += sign === '(' ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function wholeSeconds({ from, to }: TimeRange): string[] {
  const start = 1000 * Math.floor(from / 1000);
  const end = Math.max(start + 1000, 1000 * Math.ceil(to / 1000));
  return [start, end].map((at) => new Date(at).toISOString());
}
