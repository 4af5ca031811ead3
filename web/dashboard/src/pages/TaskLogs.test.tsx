/** What of a log cannot be read is told beside what could, and can be asked for again. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { detail } from '../test/factories';
import { show } from '../test/render';
import { TaskLogs } from './TaskLogs';

const LINE = {
  ...{ number: 501, at: '2026-01-02T03:04:00Z', attempt: 1, level: 'info' },
  ...{ logger: 'jobs', event: 'counted', fields: {} },
};

// What jsdom lacks and a log that follows its end asks for.
Element.prototype.scrollTo = () => undefined;
// And what saves a file.
const made = vi.fn(() => 'blob:made');
Object.assign(URL, { createObjectURL: made, revokeObjectURL: () => undefined });

test('earlier lines that could not be read are told of, and come when asked for again', async () => {
  let isDown = true;
  vi.spyOn(globalThis, 'fetch').mockImplementation((request) => {
    const isEarlier = request instanceof Request && request.url.includes('before=');
    if (isEarlier && isDown) return Promise.reject(new TypeError('Failed to fetch'));
    const [items, next_cursor] = isEarlier ? [[], null] : [[LINE], '501'];
    return Promise.resolve(Response.json({ items, next_cursor, upto: 501, dropped: 0 }));
  });
  show(
    <QueryClientProvider client={new QueryClient()}>
      <TaskLogs task={detail({ id: '1' })} view={{}} onView={() => undefined} />
    </QueryClientProvider>,
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Load earlier lines' }));
  expect(await screen.findByRole('alert')).toBeVisible();

  isDown = false;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await vi.waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  expect(screen.queryByRole('button', { name: 'Load earlier lines' })).toBeNull();
});

test('a log that could not be saved says so, and is saved when asked for again', async () => {
  let isDown = true;
  vi.spyOn(globalThis, 'fetch').mockImplementation((request) => {
    const isWhole = request instanceof Request && request.url.includes('after=');
    if (isWhole && isDown) return Promise.reject(new TypeError('Failed to fetch'));
    const answer = { items: isWhole ? [] : [LINE], next_cursor: null, upto: 501, dropped: 0 };
    return Promise.resolve(Response.json(answer));
  });
  show(
    <QueryClientProvider client={new QueryClient()}>
      <TaskLogs task={detail({ id: '1' })} view={{}} onView={() => undefined} />
    </QueryClientProvider>,
  );
  await userEvent.click(await screen.findByRole('button', { name: /^Save the whole log/ }));
  expect(await screen.findByRole('alert')).toHaveTextContent('The log could not be saved');

  isDown = false;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await vi.waitFor(() => expect(made).toHaveBeenCalledOnce());
  expect(screen.queryByRole('alert')).toBeNull();
});
