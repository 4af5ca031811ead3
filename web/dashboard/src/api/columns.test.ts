/** An address names columns, and no address takes the list its rows' links. */
import { expect, test } from 'vitest';
import { task } from '../test/factories';
import {
  argumentAt,
  argumentColumn,
  argumentNames,
  DEFAULT_COLUMNS,
  readColumns,
  writeColumns,
} from './columns';

test('columns survive the address in their order', () => {
  const columns = readColumns('args.chat_id,state,name,run');

  expect(columns).toEqual(['args.chat_id', 'state', 'name', 'run']);
  expect(writeColumns(columns)).toBe('args.chat_id,state,name,run');
});

test('the usual columns need no word', () => {
  expect(readColumns(undefined)).toBe(DEFAULT_COLUMNS);
  expect(readColumns('password,args.,args. x')).toBe(DEFAULT_COLUMNS);
  expect(writeColumns(DEFAULT_COLUMNS)).toBe('');
});

test('what is named twice stands once, and the name is always there', () => {
  expect(readColumns('id,id,nonsense')).toEqual(['name', 'id']);
});

test('an argument is found by its name, or further in', () => {
  const args = { 'a.b': 1, a: { b: 2, c: { d: [3] } }, __proto__: {} };

  expect(argumentAt(args, 'args.a.b')).toBe(1);
  expect(argumentAt(args, 'args.a.c.d')).toEqual([3]);
  expect(argumentAt(args, 'args.toString')).toBeUndefined();
  expect(argumentAt(args, 'args.a.b.c')).toBeUndefined();
});

test('an argument is typed with or without what it is of', () => {
  expect(argumentColumn(' args.chat_id ')).toBe('args.chat_id');
  expect(argumentColumn('chat_id')).toBe('args.chat_id');
  expect(argumentColumn('a b')).toBeUndefined();
});

test('the arguments of the listed tasks are offered', () => {
  const tasks = [task({ args: { b: 1, 'no, name': 2 } }), task(), task({ args: { a: 1, b: 2 } })];

  expect(argumentNames(tasks)).toEqual(['a', 'b']);
});
