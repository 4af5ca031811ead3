/** Each page that a key leads to has a key of its own. */
import { expect, test } from 'vitest';
import { groupsFor } from './navigation';

test('no two pages have the same key, and none one that acts on a page', () => {
  const keys = groupsFor(true).flatMap(({ pages }) => pages.flatMap(({ key }) => key ?? []));

  expect(new Set(keys).size).toBe(keys.length);
  for (const key of ['j', 'k', 'a', 'r', 'm', 'e']) expect(keys).not.toContain(key);
});
