/** What was done to a proposal is told once one is led on, and no longer when one goes on. */
import { renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useTold } from './useTold';

const told = (state: string) =>
  renderHook(({ id, done }) => useTold(done, id), {
    initialProps: { id: '1', done: { id: '1', state } },
  });

test('a decision is told on the proposal that opens after it, and not on a third', () => {
  const { result, rerender } = told('approved');
  const done = { id: '1', state: 'approved' };
  for (const [id, isTold] of [
    ['1', true],
    ['2', true],
    ['3', false],
    ['2', true],
  ] as const) {
    rerender({ id, done });
    expect(result.current !== null).toBe(isTold);
  }
});

test('a change is told on what was changed alone', () => {
  const { result, rerender } = told('pending');
  const done = { id: '1', state: 'pending' };
  rerender({ id: '1', done });
  expect(result.current).toBe(done);

  rerender({ id: '2', done });

  expect(result.current).toBeNull();
});
