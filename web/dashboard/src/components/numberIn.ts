/** The number in a field; null while it is empty, or holds half of one, as `-` is. */
export function numberIn(typed: number | string): number | null {
  const number = typed === '' ? NaN : Number(typed);
  return Number.isNaN(number) ? null : number;
}
