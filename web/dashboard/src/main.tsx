import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { watchParts } from './api/parts';
import { newQueryClient } from './api/queries';
import { tellFaults } from './components/tellFaults';
import './global.css';
import { startLanguages } from './i18n';
import { newRouter } from './router';
import { theme } from './theme';

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  watchParts();
  await startLanguages();
  tellFaults();
  const client = newQueryClient();
  const router = newRouter();
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

void start();
