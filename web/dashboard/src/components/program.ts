/** Each says it is some of those below it as well. */
const BROWSERS = [
  ['Edge', /\bEdg(?:e|A|iOS)?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /(?:Chrome|CriOS)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)\S* .*Safari\//],
] as const;
const SYSTEMS = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['macOS', /Mac OS X/],
  ['Windows', /Windows/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
] as const;

/** Name the browser and the system of a `User-Agent`, or return it whole where it names none. */
export function programOf(userAgent: string): string {
  const browser = BROWSERS.find(([, pattern]) => pattern.test(userAgent));
  if (!browser) return userAgent;
  const version = browser[1].exec(userAgent)?.[1] ?? '';
  const system = SYSTEMS.find(([, pattern]) => pattern.test(userAgent));
  return `${browser[0]} ${version}${system ? ` · ${system[0]}` : ''}`;
}
