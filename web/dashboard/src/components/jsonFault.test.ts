/** Whoever edits JSON is told where it breaks, and what would have to stand there. */
import { expect, test } from 'vitest';
import { jsonFault } from './jsonFault';

test.each([
  ['', 1, 1, 'value'],
  ['{"a": }', 1, 7, 'value'],
  ['{\n  "a": 1,\n}', 3, 1, 'key'],
  ['{"a" 1}', 1, 6, 'colon'],
  ['{"a": 1 "b": 2}', 1, 9, 'comma'],
  ['[1, 2', 1, 6, 'comma'],
  ['{"a": [1, tru]}', 1, 11, 'value'],
  ['{"a": 01}', 1, 7, 'value'],
  ['{"a": "x\n"}', 1, 7, 'value'],
  ["{'a': 1}", 1, 2, 'key'],
  ['{} {}', 1, 4, 'end'],
] as const)('%j breaks at line %d, column %d: a %s is expected', (text, line, column, expected) => {
  expect(jsonFault(text)).toEqual({ line, column, expected });
});

test.each(['{}', ' [1, -2.5e3, "a\\u00e9", null, true, {"b": []}] ', '"text"'])(
  '%j is JSON',
  (text) => {
    expect(jsonFault(text)).toBeNull();
  },
);
