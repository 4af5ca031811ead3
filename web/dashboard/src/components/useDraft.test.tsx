/** What was typed counts after a pause, in what the page is by then. */
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterContextProvider,
} from '@tanstack/react-router';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import { useDraft } from './useDraft';

beforeEach(() => {
  vi.useFakeTimers();
});

const router = createRouter({
  routeTree: createRootRoute(),
  history: createMemoryHistory({ initialEntries: ['/'] }),
});

test('what else was chosen while the typist paused is not taken back', () => {
  const commit = vi.fn<(given: { q: string; state: string }) => void>();
  const view = renderHook(({ state }) => useDraft('', (q) => commit({ q, state })), {
    initialProps: { state: 'all' },
    wrapper: ({ children }: { children: ReactNode }) => (
      <RouterContextProvider router={router}>{children}</RouterContextProvider>
    ),
  });
  act(() => view.result.current.set('import'));
  view.rerender({ state: 'failed' });
  act(() => void vi.advanceTimersByTime(250));

  expect(commit).toHaveBeenCalledExactlyOnceWith({ q: 'import', state: 'failed' });
});
