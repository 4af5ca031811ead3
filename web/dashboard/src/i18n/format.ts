/** Times, durations and shares as people read them, in the chosen language. */
import { useTranslation } from 'react-i18next';

export interface Formats {
  /** The clock today, day and clock on other days, the year of others: narrow enough for a column. */
  moment: (at: string) => string;
  /** The marks of an axis of time, each so many ms after the last: as little as tells them. */
  ticks: (at: readonly number[], step: number) => string[];
  /** From one moment to another, in ms, as `moment` has them. */
  range: (from: number, to: number) => string;
  /** To the millisecond: for what follows closely upon each other. */
  instant: (at: string) => string;
  /** Everything that is known, for a tooltip. */
  exact: (at: string) => string;
  /** From `12ms` to `3d 4h`; two units at most. */
  duration: (ms: number) => string;
  /** From now, in ms: before it where negative, and then as long as is over. */
  relative: (ms: number) => string;
  /** 0 to 1 as a percentage. */
  share: (ratio: number) => string;
  count: (number: number) => string;
  /** To two digits behind the point, or the comma. */
  hundredths: (number: number) => string;
  /** To six digits behind it, two at least: figures of few digits as they are. */
  exactly: (number: number) => string;
  /** A day, given as `2026-03-01`, with the year if it is another one. */
  day: (day: string) => string;
  /** From `12 byte` to `3.4 GB`. */
  bytes: (number: number) => string;
}

export function useFormats(): Formats {
  return formats(useTranslation().i18n.language);
}

const made = new Map<string, Formats>();

export function formats(language: string): Formats {
  const known = made.get(language) ?? make(language);
  made.set(language, known);
  return known;
}

function make(language: string): Formats {
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium', hourCycle: 'h23' });
  const instant = new Intl.DateTimeFormat(language, {
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
    hourCycle: 'h23',
  });
  const day = new Intl.DateTimeFormat(language, {
    ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    hourCycle: 'h23',
  });
  const dayOfYear = new Intl.DateTimeFormat(language, {
    ...{ year: 'numeric', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    hourCycle: 'h23',
  });
  const minute = new Intl.DateTimeFormat(language, { timeStyle: 'short', hourCycle: 'h23' });
  const date = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
  const dateOfYear = new Intl.DateTimeFormat(language, {
    ...{ year: 'numeric', day: 'numeric', month: 'short' },
  });
  const full = new Intl.DateTimeFormat(language, {
    ...{ dateStyle: 'medium', timeStyle: 'long', hourCycle: 'h23' },
  });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(language);
  const fine = new Intl.NumberFormat(language, {
    ...{ minimumFractionDigits: 2, maximumFractionDigits: 2 },
  });
  const finest = new Intl.NumberFormat(language, {
    ...{ minimumFractionDigits: 2, maximumFractionDigits: 6 },
  });
  const distance = new Intl.RelativeTimeFormat(language, { style: 'short' });
  const isToday = (date: Date) => date.toDateString() === new Date().toDateString();
  const isThisYear = (date: Date) => date.getFullYear() === new Date().getFullYear();
  const tick = (at: Date, before: Date, step: number) => {
    const isYearOfBefore = at.getFullYear() === before.getFullYear();
    const dated = isYearOfBefore ? date : dateOfYear;
    if (step >= DAY) return dated.format(at);
    const isOfBefore = at.toDateString() === before.toDateString();
    if (!isOfBefore && at.getHours() + at.getMinutes() === 0) return dated.format(at);
    if (!isOfBefore) return (isYearOfBefore ? day : dayOfYear).format(at);
    return (step < MINUTE ? clock : minute).format(at);
  };
  return {
    // Day and year are said where others begin, and first of all if they are not those of today.
    ticks: (at, step) =>
      at.map((each, index) => tick(new Date(each), new Date(at[index - 1] ?? Date.now()), step)),
    moment: (at) => {
      const date = new Date(at);
      return (isToday(date) ? clock : isThisYear(date) ? day : dayOfYear).format(date);
    },
    range: (from, to) => {
      const ends = [new Date(from), new Date(to)];
      const format = ends.every(isToday) ? clock : ends.every(isThisYear) ? day : dayOfYear;
      return format.formatRange(from, to);
    },
    instant: (at) => {
      const date = new Date(at);
      return (isToday(date) ? instant : full).format(date);
    },
    exact: (at) => full.format(new Date(at)),
    duration: (ms) => duration(ms, language),
    relative: (ms) => relative(ms, distance),
    share: (ratio) => percent.format(ratio),
    count: (number) => whole.format(number),
    hundredths: (number) => fine.format(number),
    exactly: (number) => finest.format(number),
    day: (text) => {
      const at = new Date(`${text}T00:00`);
      return (isThisYear(at) ? date : dateOfYear).format(at);
    },
    bytes: (number) => bytes(number, language),
  };
}

type LongUnit = 'day' | 'hour' | 'minute' | 'second';
type Unit = LongUnit | 'millisecond';

/** A unit with its length in ms, and the smaller one that is told beside it. */
interface Step {
  unit: LongUnit;
  length: number;
  beside?: { unit: LongUnit; length: number };
}

const DAY = 86_400_000; // ms
const MINUTE = 60_000;
const STEPS: readonly Step[] = [
  { unit: 'day', length: DAY, beside: { unit: 'hour', length: 3_600_000 } },
  { unit: 'hour', length: 3_600_000, beside: { unit: 'minute', length: MINUTE } },
  { unit: 'minute', length: MINUTE, beside: { unit: 'second', length: 1000 } },
];
const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
const SECONDS = { unit: 'second', length: 1000 } as const;

function duration(ms: number, language: string): string {
  const time = Math.max(0, ms);
  if (time < 1000) return amount(Math.round(time), 'millisecond', language);
  const step = STEPS.find(({ length }) => time >= length);
  if (!step?.beside) return amount(time / 1000, 'second', language, time < 10_000 ? 2 : 1);
  const large = amount(Math.floor(time / step.length), step.unit, language);
  const rest = Math.floor((time % step.length) / step.beside.length);
  return rest ? `${large} ${amount(rest, step.beside.unit, language)}` : large;
}

function relative(ms: number, format: Intl.RelativeTimeFormat): string {
  if (ms <= 0) {
    const { unit, length } = stepOf(-ms);
    return format.format(-Math.floor(-ms / length), unit);
  }
  // What is to come is told to the nearest: all but an hour of a fortnight is no 13 days.
  const { length: fine } = stepOf(ms);
  const time = fine * Math.round(ms / fine);
  const { unit, length } = stepOf(time);
  return format.format(time / length, unit);
}

function stepOf(time: number): { unit: LongUnit; length: number } {
  return STEPS.find(({ length }) => time >= length) ?? SECONDS;
}

function bytes(number: number, language: string): string {
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, number)) / 3));
  return new Intl.NumberFormat(language, {
    ...{ style: 'unit', unit: SIZES[power] ?? 'byte', unitDisplay: 'short' },
    maximumFractionDigits: 1,
  }).format(number / 1000 ** power);
}

function amount(value: number, unit: Unit, language: string, digits = 0): string {
  return new Intl.NumberFormat(language, {
    // Narrow, a Ukrainian minute is an х, which reads as "times".
    ...{ style: 'unit', unit, unitDisplay: language === 'en' ? 'narrow' : 'short' },
    maximumFractionDigits: digits,
  }).format(value);
}
