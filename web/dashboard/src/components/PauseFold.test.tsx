/** On a phone what is paused is one line, which opens; elsewhere so are three and more. */
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { Pause } from '../api/types';
import { show } from '../test/render';
import { PauseFold } from './PauseFold';
import { PauseNotice } from './PauseNotice';

const pause = (queue: string | null): Pause => ({
  ...{ queue, task: null, reason: `why ${queue ?? 'all'}`, resume_at: null },
  ...{ actor: 'person:1', by: 'Olena', at: '2026-03-02T09:15:04Z' },
});

const fold = (...queues: (string | null)[]) => {
  const pauses = queues.map(pause);
  show(
    <PauseFold pauses={pauses}>
      {pauses.map((each) => (
        <PauseNotice key={each.queue} pause={each} isBusy={false} error={null} onResume={vi.fn()} />
      ))}
    </PauseFold>,
  );
};

function beOnPhone() {
  vi.spyOn(window, 'matchMedia').mockImplementation((media) =>
    Object.assign(new EventTarget(), {
      ...{ matches: true, media, onchange: null },
      ...{ addListener: vi.fn(), removeListener: vi.fn() },
    }),
  );
}

test('there it tells the first and how many more there are, and all once it is opened', async () => {
  beOnPhone();
  fold(null, 'mail', 'imports');
  const line = screen.getByRole('button', { name: /^Everything paused by Olena.*\+2 more$/ });
  expect(screen.queryByText(/why mail/)).toBeNull();

  await userEvent.click(line);

  expect(line).toHaveAttribute('aria-expanded', 'true');
  expect(screen.getByText(/why imports/)).toBeVisible();
  expect(screen.getAllByRole('button', { name: /^Resume/ })).toHaveLength(3);

  await userEvent.click(line);
  expect(screen.queryByText(/why imports/)).toBeNull();
});

test('one alone has no others', () => {
  beOnPhone();
  fold('mail');

  expect(screen.getByRole('button')).toHaveTextContent(/^Queue “mail” paused by Olena[^+]*$/);
});

test('nothing stands there while nothing is paused', () => {
  beOnPhone();
  fold();

  expect(screen.queryByRole('status')).toBeNull();
});

test('where there is room each is told', () => {
  fold(null, 'mail');

  expect(screen.getAllByRole('status')).toHaveLength(2);
  expect(screen.getByText(/why mail/)).toBeVisible();
});

test('three and more are one line there, too', () => {
  fold(null, 'mail', 'imports');

  expect(screen.getByRole('button', { name: /^Everything paused.*\+2 more$/ })).toBeVisible();
  expect(screen.queryByText(/why mail/)).toBeNull();
});
