/** All that an action left can be seen, page by page, each with what was in the way. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { detail } from '../test/factories';
import { show } from '../test/render';
import { BulkLeft } from './BulkLeft';

const FIRST = { id: '7', state: 'completed', obstacle: 'state' };
const SECOND = { id: '9', state: null, obstacle: 'missing' };

function left(result: unknown) {
  const task = detail({ id: '40', name: 'bulk_action', result });
  show(
    <QueryClientProvider client={new QueryClient()}>
      <BulkLeft task={task} />
    </QueryClientProvider>,
  );
}

test('what was left is read when it is asked for, and more of it when that is', async () => {
  const asked: string[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation((request) => {
    const { pathname, searchParams } = new URL(request instanceof Request ? request.url : '');
    asked.push(pathname);
    const isFirst = searchParams.get('cursor') === null;
    const page = { items: [isFirst ? FIRST : SECOND], next_cursor: isFirst ? '1.7' : null };
    return Promise.resolve(Response.json(page));
  });
  left({ total: 5, done: 3, skipped: { state: 1, missing: 1 } });
  expect(asked).toEqual([]);

  await userEvent.click(screen.getByText('What was left as it is, and why'));
  await userEvent.click(await screen.findByRole('button', { name: 'Load more' }));

  await screen.findByText('#9');
  const list = screen.getByRole('list', { name: 'What was left as it is, and why' });
  const told = within(list)
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);
  expect(told).toEqual([
    '#7Completednot in a state in which this can be done',
    '#9not there, or not yours to see',
  ]);
  const links = within(list).getAllByRole('link');
  expect(links.map(({ textContent }) => textContent)).toEqual(['#7']);
  expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
  expect(asked).toEqual(['/api/tasks/40/skipped', '/api/tasks/40/skipped']);
});

test('of an action that left nothing there is nothing to open', () => {
  left({ total: 5, done: 5, skipped: {} });

  expect(screen.queryByText('What was left as it is, and why')).toBeNull();
});
