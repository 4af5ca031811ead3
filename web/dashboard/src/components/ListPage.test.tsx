/** A list says what of it could not be read beside what was, and reads it when asked to. */
import { QueryClient, QueryClientProvider, useInfiniteQuery } from '@tanstack/react-query';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { show } from '../test/render';
import { ListPage } from './ListPage';

let client: QueryClient;
let isDown: boolean;
beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  isDown = false;
});

function List() {
  const list = useInfiniteQuery({
    queryKey: ['it'],
    queryFn: ({ pageParam }) =>
      isDown ? Promise.reject(new Error('The disk is full.')) : Promise.resolve(`row ${pageParam}`),
    initialPageParam: 1,
    getNextPageParam: (_, pages) => pages.length + 1,
  });
  const rows = list.data?.pages ?? [];
  return (
    <ListPage title="It" list={list} isEmpty={rows.length === 0} empty="nothing">
      {rows.map((row) => (
        <p key={row}>{row}</p>
      ))}
    </ListPage>
  );
}

async function open() {
  show(
    <QueryClientProvider client={client}>
      <List />
    </QueryClientProvider>,
  );
  await screen.findByText('row 1');
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

test('more that does not come is told where it was asked for', async () => {
  await open();
  isDown = true;
  await press('Load more');
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'The rest could not be read: The disk is full.',
  );

  isDown = false;
  await press('Try again');

  expect(await screen.findByText('row 2')).toBeVisible();
  expect(screen.queryByRole('alert')).toBeNull();
});

test('what could not be read again is shown as it was, and says so', async () => {
  await open();
  isDown = true;
  await act(() => client.invalidateQueries());
  expect(await screen.findByRole('alert')).toHaveTextContent(
    /^This is as it was before.+disk is full/,
  );
  expect(screen.getByText('row 1')).toBeVisible();

  isDown = false;
  await press('Try again');

  await expect.poll(() => screen.queryByRole('alert')).toBeNull();
});
