/** JSON is walked by keyboard, and what is chosen can be copied with the way to it. */
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Json } from '../api/types';
import { show } from '../test/render';
import { JsonTree } from './JsonTree';

const tree = (value: Json) => show(<JsonTree label="Arguments" name="args" value={value} />);
// By roles it would take seconds for hundreds of rows.
const rows = () => [...document.querySelectorAll('[role=treeitem]')].map((row) => row.textContent);

test('arrows open, walk and close', async () => {
  tree({ chat: { 'the id': 42 }, text: '<b>bold</b>' });
  expect(rows()).toEqual(['"chat": 1 key', '"the id": 42', '"text": "<b>bold</b>"']);

  await userEvent.tab();
  await userEvent.keyboard('{ArrowDown}');
  expect(screen.getByText('args.chat["the id"]')).toBeVisible();
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
  expect(rows()).toEqual(['"chat": 1 key', '"text": "<b>bold</b>"']);
  await userEvent.keyboard('{End}');
  expect(screen.getByText('args.text')).toBeVisible();
});

test('a long list is closed at first, and shown in parts', async () => {
  tree({ ids: Array.from({ length: 250 }, (_, index) => index) });
  expect(rows()).toEqual(['"ids": 250 items']);

  await userEvent.click(screen.getByText('250 items'));
  expect(rows()).toHaveLength(102);
  await userEvent.click(screen.getByText('Show 150 more'));
  expect(rows()).toHaveLength(202);
});

test('what would turn the direction of a text is seen', () => {
  tree({ 'a\u202eb': 'gpj\u202exe.' });

  expect(rows()).toEqual(['"a\\u202eb": "gpj\\u202exe."']);
});

test('what holds nothing is shown as it is', () => {
  tree({});

  expect(rows()).toEqual(['{}']);
});
