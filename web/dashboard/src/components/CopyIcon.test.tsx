/** What is copied says so, and so does what could not be. */
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { show } from '../test/render';
import { CopyIcon } from './CopyIcon';

test('what was copied says so', async () => {
  userEvent.setup(); // brings a clipboard
  show(<CopyIcon value="secret" />);
  await userEvent.click(screen.getByRole('button', { name: 'Copy' }));

  expect(await screen.findByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await navigator.clipboard.readText()).toBe('secret');
});

test('what the browser does not copy is told', async () => {
  const user = userEvent.setup();
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('NotAllowedError'));
  show(<CopyIcon value="secret" />);
  await user.click(screen.getByRole('button', { name: 'Copy' }));

  expect(await screen.findByRole('alert')).toHaveTextContent(/^Not copied/);
});
