/** New rows wait while somebody reads, and flow in when nobody does. */
import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useHeld } from './useHeld';

const rows = (...positions: number[]) => positions.map((position) => ({ position }));

function held(isOpen = false) {
  const view = renderHook(({ given, list }) => useHeld(list, given, isOpen), {
    initialProps: { given: rows(2, 1), list: 'all' },
  });
  const positions = () => view.result.current.shown.map(({ position }) => position);
  return { ...view, positions };
}

test('at the top, the list flows', () => {
  const { rerender, result, positions } = held();

  rerender({ given: rows(3, 2, 1), list: 'all' });

  expect(positions()).toEqual([3, 2, 1]);
  expect(result.current.unseen).toBe(0);
});

test('what comes while it is held waits, and is shown when it is asked for', () => {
  const { rerender, result, positions } = held();

  act(() => result.current.hold());
  rerender({ given: rows(4, 3, 2, 1), list: 'all' });
  expect(positions()).toEqual([2, 1]);
  expect(result.current.unseen).toBe(2);

  act(() => result.current.toTop());
  expect(positions()).toEqual([4, 3, 2, 1]);
  rerender({ given: rows(5, 4, 3, 2, 1), list: 'all' });
  expect(positions()).toEqual([5, 4, 3, 2, 1]);
});

test('an open row stays where it is after new ones were asked for', () => {
  const { rerender, result, positions } = held(true);

  rerender({ given: rows(3, 2, 1), list: 'all' });
  expect(positions()).toEqual([2, 1]);
  act(() => result.current.toTop());
  rerender({ given: rows(4, 3, 2, 1), list: 'all' });

  expect(positions()).toEqual([3, 2, 1]);
});

test('another list is held anew, from the first rows that it has', () => {
  const { rerender, result, positions } = held(true);

  rerender({ given: [], list: 'other' });
  rerender({ given: rows(9, 8), list: 'other' });
  expect(positions()).toEqual([9, 8]);
  rerender({ given: rows(10, 9, 8), list: 'other' });

  expect(positions()).toEqual([9, 8]);
  expect(result.current.unseen).toBe(1);
});
