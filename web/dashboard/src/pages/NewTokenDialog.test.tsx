/** A token is shown once, and at once. */
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { show } from '../test/render';
import { NewTokenDialog } from './NewTokenDialog';

function Listed() {
  useQuery({ queryKey: ['tokens'], queryFn: () => new Promise(() => undefined), initialData: [] });
  return null;
}

test('it does not wait for the list of tokens', async () => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(() =>
    Promise.resolve(Response.json({ name: 'nightly', token: 'orkt_once' }, { status: 201 })),
  );
  show(
    <QueryClientProvider client={new QueryClient()}>
      <Listed />
      <NewTokenDialog role="admin" onClose={vi.fn()} />
    </QueryClientProvider>,
  );

  await userEvent.type(screen.getByLabelText(/What it is for/), 'nightly');
  await userEvent.click(screen.getByRole('button', { name: 'Make a token' }));

  expect(await screen.findByText('orkt_once')).toBeVisible();
});
