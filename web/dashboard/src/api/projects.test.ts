/** A project is called in addresses as its name reads, as far as that can stand there. */
import { expect, test } from 'vitest';
import { slugOf } from './projects';

test.each([
  ['Release team', 'release-team'],
  ['  Größe & Maß – 2 ', 'gro-e-ma-2'],
  ['Nuit à Évry', 'nuit-a-evry'],
  ['Команда', ''],
  [`${'a'.repeat(62)} b`, 'a'.repeat(62)],
])('%s is %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
