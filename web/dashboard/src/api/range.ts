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

/** The search *q* with another range, or with none. */
export function withRange(q: string | undefined, range: TimeRange | null): string {
  const rest = rangeIn(q) ? (q ?? '').replace(RANGE, '') : (q ?? '');
  if (!range) return rest;
  const [start, end] = wholeSeconds(range).map((at) => at.replace('.000', ''));
  // What stands side by side binds closer than OR.
  const whole = /\bOR\b/.test(rest) ? `(${rest})` : rest;
  return `${whole} ended:${start}..${end}`.trim();
}

function wholeSeconds({ from, to }: TimeRange): string[] {
  const start = 1000 * Math.floor(from / 1000);
  const end = Math.max(start + 1000, 1000 * Math.ceil(to / 1000));
  return [start, end].map((at) => new Date(at).toISOString());
}
