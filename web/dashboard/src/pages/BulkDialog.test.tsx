/** A priority for many is typed sign by sign, and nothing is done with half of one. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { BulkAction } from '../api/types';
import { show } from '../test/render';
import { BulkDialog } from './BulkDialog';

const SURVEY = { total: 1, would_change: 1, samples: [], states: {}, skipped: {} };

/** Opens the dialog, and returns what it will have asked. */
function opened(action: BulkAction) {
  const asked: unknown[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (request) => {
    if (request instanceof Request) asked.push(await request.json());
    return Response.json(SURVEY);
  });
  const props = { onBegun: vi.fn(), onDone: vi.fn(), onClose: vi.fn() };
  show(
    <QueryClientProvider client={new QueryClient()}>
      <BulkDialog action={action} choice={{ ids: ['1'] }} {...props} />
    </QueryClientProvider>,
  );
  return asked;
}

test('a time for many is asked for, an hour from now at first', async () => {
  const asked = opened('reschedule');
  const field = screen.getByLabelText(/Due at/);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  await userEvent.clear(field);
  await userEvent.type(field, '2999-05-01T12:00');

  const at = new Date('2999-05-01T12:00').toISOString();
  await vi.waitFor(() =>
    expect(asked.at(-1)).toMatchObject({ scheduled_at: at, priority: null, dry_run: true }),
  );
  expect(screen.getByRole('button', { name: 'Reschedule them' })).toBeEnabled();
});

test('a priority that was typed can be replaced by a negative one', async () => {
  const asked = opened('priority');
  const field = screen.getByLabelText('New priority');
  const all = { initialSelectionStart: 0, initialSelectionEnd: 1 };
  await userEvent.type(field, '5', all);
  await userEvent.type(field, '-', all);
  expect(screen.getByRole('button', { name: 'Set priority' })).toBeDisabled();
  await userEvent.type(field, '5');

  expect(field).toHaveValue('-5');
  await vi.waitFor(() => expect(asked.at(-1)).toMatchObject({ priority: -5, dry_run: true }));
});
