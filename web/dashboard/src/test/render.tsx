import { MantineProvider } from '@mantine/core';
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterContextProvider,
} from '@tanstack/react-router';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { theme } from '../theme';

/** Shows *content* by itself; its links know that they are at *address*. */
export function show(content: ReactNode, address = '/') {
  const router = createRouter({
    routeTree: createRootRoute(),
    history: createMemoryHistory({ initialEntries: [address] }),
  });
  return render(
    <RouterContextProvider router={router}>
      <MantineProvider theme={theme} env="test">
        {content}
      </MantineProvider>
    </RouterContextProvider>,
  );
}
