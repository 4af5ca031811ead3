/** Every language says everything, with the same blanks to fill. */
import { expect, test } from 'vitest';
import { preferred } from '.';
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
  [['uk-UA', 'en'], 'uk'],
  [['de', 'ru', 'en'], 'ru'],
  [['de'], 'en'],
  [[], 'en'],
])('a browser that prefers %j is shown %s', (languages, shown) => {
  expect(preferred(languages)).toBe(shown);
});
