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

test('a moment is one that there is', () => {
  const told = ['2026-03-01T09:30:00Z', '2026-03-01t09:30:00.123456789+01:00', '17-4f09aa'];
  const odd = ['', 'abc', '2026-13-45T99:99:99Z', '2026-03-01T09:30:00+25:00', '17'];

  for (const as_of of told) expect(readBoard({ as_of })).toEqual({ as_of });
  for (const as_of of odd) expect(readBoard({ as_of })).toEqual({});
});

test('what is empty in an address is not there', () => {
  expect(parseSearch('?as_of=&state=failed&state=&state=cancelled')).toEqual({
    state: ['failed', 'cancelled'],
  });
});

test('what is not known is left out', () => {
  const search = parseSearch('?state=nonsense&sort=password&__proto__=1&task=');

  expect(readBoard(search)).toEqual({});
});

test('a chart by what the page calls tasks is one by their names', () => {
  const search = parseSearch('?chart=wait&by=task');

  expect(readBoard(search)).toEqual({ chart: 'wait', by: 'name' });
});

test('a chart that there is not is the one that is drawn without a choice', () => {
  expect(readBoard(parseSearch('?chart=pie&by=colour&span=9y'))).toEqual({});
});

test('what begins no id filters nothing', () => {
  expect(readBoard({ id: '17' })).toEqual({ id: '17' });
  expect(readBoard({ id: 'abc' })).toEqual({});
  expect(readBoard({ id: '017' })).toEqual({});
});

test('the view does not depend on the open task', () => {
  expect(viewOf({ state: ['failed'], task: '1' })).toEqual({ state: ['failed'] });
});
