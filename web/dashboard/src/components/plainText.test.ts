/** What was written for a terminal is readable on a page, and nothing of it is hidden. */
import { expect, test } from 'vitest';
import { plainText } from './plainText';

const ESCAPE = '\u001b';

test.each([
  [`${ESCAPE}[31;1mred${ESCAPE}[0m`, 'red'],
  [`${ESCAPE}[2K${ESCAPE}[1Gdone`, 'done'],
  [`${ESCAPE}]8;;https://example.org${ESCAPE}\\link${ESCAPE}]8;;\u0007`, 'link'],
  ['one\r\ntwo\tthree', 'one\ntwo\tthree'],
  ['a\u0000b\u0008', 'a␀b␈'],
  ['<b>bold</b> 🎉', '<b>bold</b> 🎉'],
  ['delete \u202egpj.exe\u202c', 'delete \\u202egpj.exe\\u202c'],
  ['\u2066שלום\u2069 \u200fעולם', '\\u2066שלום\\u2069 \u200fעולם'],
])('%j reads %j', (written, read) => {
  expect(plainText(written)).toBe(read);
});
