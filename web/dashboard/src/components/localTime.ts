/** Times in fields of a date and a time, which are of the reader's own clock. */
const FORMS = { minute: 'YYYY-MM-DDTHH:MM', second: 'YYYY-MM-DDTHH:MM:SS' } as const;

/** What such a field holds; it takes seconds only where its steps are seconds. */
export function asLocal(at: Date | string | number, to: keyof typeof FORMS = 'second'): string {
  const date = new Date(at);
  const shifted = date.getTime() - date.getTimezoneOffset() * 60_000;
  return new Date(shifted).toISOString().slice(0, FORMS[to].length);
}

/** The time that such a field holds; `undefined` while it is not whole. */
export function fromLocal(given: string): string | undefined {
  const ms = Date.parse(given);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
