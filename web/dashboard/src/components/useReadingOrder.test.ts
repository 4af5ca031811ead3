/** What is read stays where it is; what is new waits or follows. */
import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useReadingOrder } from './useReadingOrder';

function read(first: string[]) {
  return renderHook((rows: string[]) => useReadingOrder(rows, (row) => row), {
    initialProps: first,
  });
}

test('another order of the server moves nothing until it is asked for', () => {
  const { result, rerender } = read(['a', 'b']);
  rerender(['b', 'a']);

  expect(result.current.shown).toEqual(['a', 'b']);
  expect(result.current.isStale).toBe(true);
  act(() => result.current.renew());
  expect(result.current.shown).toEqual(['b', 'a']);
  expect(result.current.isStale).toBe(false);
});

test('what is new above waits, what is new below follows, what is gone leaves', () => {
  const { result, rerender } = read(['a', 'b']);
  rerender(['new', 'b', 'next']);

  expect(result.current.shown).toEqual(['b', 'next']);
  expect(result.current.unseen).toBe(1);
});

test('where nothing of what was known is left, the rows are a new list', () => {
  const { result, rerender } = read(['a']);
  rerender(['b', 'c']);

  expect(result.current.shown).toEqual(['b', 'c']);
  expect(result.current.unseen).toBe(0);
});
