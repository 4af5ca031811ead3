/** The keyboard reads a chart time by time, and marks a range of it. */
import { expect, test } from 'vitest';
import { endsOf, moved, placeOf, type ChartCursor } from './chartCursor';

const times = [10, 20, 30, 40];

function after(...keys: [key: string, isMarking?: boolean][]): ChartCursor | null {
  return keys.reduce<ChartCursor | null>(
    (cursor, [key, isMarking = false]) => moved(cursor, key, isMarking, times),
    null,
  );
}

test('it begins at the newest time and stays within the chart', () => {
  expect(after(['ArrowLeft'])?.at).toBe(40);
  expect(after(['ArrowLeft'], ['ArrowLeft'])?.at).toBe(30);
  expect(after(['End'], ['ArrowRight'])?.at).toBe(40);
  expect(after(['Home'])?.at).toBe(10);
});

test('a range is marked from where the cursor was, and dropped by a step without a mark', () => {
  const marked = after(['End'], ['ArrowLeft', true], ['ArrowLeft', true]);

  expect(marked).toEqual({ at: 20, mark: 40 });
  expect(marked && endsOf(marked)).toEqual([20, 40]);
  expect(moved(marked, 'ArrowRight', false, times)).toEqual({ at: 30, mark: null });
});

test('other keys do nothing', () => {
  expect(after(['a'])).toBeNull();
});

test('the cursor keeps its time while the chart moves on', () => {
  expect(placeOf({ at: 30, mark: null }, [20, 30, 40, 50])).toBe(1);
});
