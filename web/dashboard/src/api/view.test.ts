/** An address leads to the same view again, and no address can break the page. */
import { expect, test } from 'vitest';
import { parseSearch, stringifySearch } from '../router';
import { readBoard, viewOf } from './view';

test('filters, sort and the open task survive the address', () => {
  const search = {
    ...{ state: ['failed', 'cancelled'], q: 'a&b=c', owner: '4', project: 'demo' },
    ...{ sort: '-name', task: '17' },
  };

  expect(readBoard(parseSearch(stringifySearch(search)))).toEqual(search);
});

test('one state is read like several', () => {
  expect(readBoard(parseSearch('?state=failed'))).toEqual({ state: ['failed'] });
});

test('a sort by an argument is kept, and what is none is not', () => {
  expect(readBoard({ sort: '-args.chat_id' })).toEqual({ sort: '-args.chat_id' });
  expect(readBoard({ sort: 'args.a b' })).toEqual({});
  expect(readBoard({ sort: '--run' })).toEqual({});
});

test('what is not known is left out', () => {
  const search = parseSearch('?state=nonsense&sort=password&__proto__=1&task=');

  expect(readBoard(search)).toEqual({});
});

test('the view does not depend on the open task', () => {
  expect(viewOf({ state: ['failed'], task: '1' })).toEqual({ state: ['failed'] });
});
