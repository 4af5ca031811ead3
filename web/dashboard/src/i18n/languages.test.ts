/** Every language says everything, with the same blanks to fill. */
import { expect, test, vi } from 'vitest';
import { GIVEN } from '../components/useRuleName';
import { isKey, preferred } from '.';
import { en } from './en';
import { formats } from './format';
import { ru } from './ru';
import { uk } from './uk';

const blanks = (sentence: string) => (sentence.match(/{{\w+}}/g) ?? []).toSorted();

test.each([
  ['Ukrainian', uk],
  ['Russian', ru],
])('%s fills the same blanks as English', (_, strings) => {
  for (const [key, sentence] of Object.entries(en)) {
    expect([key, blanks(strings[key] ?? '')]).toEqual([key, blanks(sentence)]);
  }
});

test.each([
  ['Ukrainian', uk],
  ['Russian', ru],
])('a worker has one name in %s', (_, strings) => {
  // That of the program, of which the commands are named, is no word of the language.
  const about = Object.entries(en).filter(([, sentence]) =>
    /worker/i.test(sentence.replace('orakul worker', '')),
  );
  const others = about.map(([key]) => strings[key]).filter((each) => !/воркер/i.test(each ?? ''));

  expect(others).toEqual(others.filter((each) => each?.includes('orakul worker')));
});

test('a kind that is new has no words', () => {
  expect(isKey('refusal.viewer')).toBe(true);
  expect(isKey('refusal.made_tomorrow')).toBe(false);
  expect(isKey('refusal.')).toBe(false);
});

test('the rules that are there from the start are known by their English names', () => {
  for (const [kind, name] of Object.entries(GIVEN)) {
    expect(Object.entries(en)).toContainEqual([`rules.given.${kind}`, name]);
  }
});

test.each([
  [0, '0ms'],
  [12.4, '12ms'],
  [2345, '2.35s'],
  [42_000, '42s'],
  [63_000, '1m 3s'],
  [3_600_000, '1h'],
  [90_000_000, '1d 1h'],
])('%d ms read as %s', (ms, text) => {
  expect(formats('en').duration(ms)).toBe(text);
});

test.each([
  [-119_000, '1 min. ago'],
  [-3_599_000, '59 min. ago'],
  [0, 'in 0 sec.'],
  [400, 'in 0 sec.'],
  [29_600, 'in 30 sec.'],
  [59_600, 'in 1 min.'],
  [105_000, 'in 2 min.'],
  [3_580_000, 'in 1 hr.'],
  [17_400_000, 'in 5 hr.'],
  [86_300_000, 'in 1 day'],
  [1_206_000_000, 'in 14 days'],
])('%d ms from now is %s', (ms, text) => {
  expect(formats('en').relative(ms)).toBe(text);
});

test.each([
  ['en', 'Mar 1, 10:00', 'Mar 1, 2021, 10:00', 'Dec 31, 2025, 10:00 – Mar 1, 2026, 10:00'],
  [
    'uk',
    '1 бер., 10:00',
    '1 бер. 2021 р., 10:00',
    '31 груд. 2025 р., 10:00 – 1 бер. 2026 р., 10:00',
  ],
  [
    'ru',
    '1 мар., 10:00',
    '1 мар. 2021 г., 10:00',
    '31 дек. 2025 г., 10:00 – 1 мар. 2026 г., 10:00',
  ],
])('a year is said where it is not the present one, in %s', (language, own, other, across) => {
  vi.useFakeTimers({ now: new Date(2026, 6, 1) });
  const { moment, range } = formats(language);
  const at = (year: number, month = 2, day = 1) => new Date(year, month, day, 10);

  expect(moment(at(2026).toISOString())).toBe(own);
  expect(moment(at(2021).toISOString())).toBe(other);
  const between = range(at(2025, 11, 31).getTime(), at(2026).getTime());
  expect(between.replaceAll(/\s/g, ' ')).toBe(across);
});

test.each([
  ['en', 'Mar 5', 'Mar 5, 2021'],
  ['uk', '5 бер.', '5 бер. 2021 р.'],
  ['ru', '5 мар.', '5 мар. 2021 г.'],
])('a day is told as people do, in %s', (language, own, other) => {
  vi.useFakeTimers({ now: new Date(2026, 6, 1) });

  expect(['2026-03-05', '2021-03-05'].map(formats(language).day)).toEqual([own, other]);
});

test('an axis of time says seconds and days where they are needed', () => {
  vi.useFakeTimers({ now: new Date(2026, 6, 1) });
  const { ticks } = formats('uk');
  const today = new Date().setHours(10, 0, 0, 0);
  const past = (day: number, hour: number, minute = 0) =>
    new Date(2026, 2, day, hour, minute).getTime();

  expect(ticks([today, today + 600_000], 600_000)).toEqual(['10:00', '10:10']);
  expect(ticks([today, today + 30_000], 30_000)).toEqual(['10:00:00', '10:00:30']);
  expect(ticks([past(1, 18), past(2, 0), past(2, 6)], 21_600_000)).toEqual([
    '1 бер., 18:00',
    '2 бер.',
    '06:00',
  ]);
  expect(ticks([past(1, 0), past(2, 0)], 86_400_000)).toEqual(['1 бер.', '2 бер.']);
});

test.each([
  [['uk-UA', 'en'], 'uk'],
  [['de', 'ru', 'en'], 'ru'],
  [['de'], 'en'],
  [[], 'en'],
])('a browser that prefers %j is shown %s', (languages, shown) => {
  expect(preferred(languages)).toBe(shown);
});
