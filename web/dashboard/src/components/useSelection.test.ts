/** What is chosen is chosen by id, whatever happens to the list meanwhile. */
import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useSelection } from './useSelection';

function selection(...listed: string[]) {
  return renderHook((ids: string[]) => useSelection(ids, 'a list'), { initialProps: listed });
}

test('a range reaches from the last one, in both directions', () => {
  const { result } = selection('5', '4', '3', '2', '1');

  act(() => result.current.toggle('2', false));
  act(() => result.current.toggle('4', true));

  expect([...result.current.ids].toSorted()).toEqual(['2', '3', '4']);
  act(() => result.current.toggle('3', true));
  expect([...result.current.ids]).toEqual(['2']);
});

test('rows that come and go leave the selection as it is', () => {
  const { result, rerender } = selection('2', '1');
  act(() => result.current.toggle('1', false));

  rerender(['3', '2']);

  expect([...result.current.ids]).toEqual(['1']);
  expect(result.current.listed).toBe('none');
});

test('of all that match, one is left by choosing the listed others', () => {
  const { result } = selection('2', '1');
  act(() => result.current.chooseAll());
  expect(result.current.listed).toBe('all');

  act(() => result.current.toggle('1', false));

  expect(result.current.isAll).toBe(false);
  expect([...result.current.ids]).toEqual(['2']);
});
