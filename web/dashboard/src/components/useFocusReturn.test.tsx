/** A dialog that closes gives the focus back to what opened it, or to the page where that is gone. */
import { Menu } from '@mantine/core';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { show } from '../test/render';
import { ConfirmDialog } from './ConfirmDialog';
import { SecretDialog } from './SecretDialog';

function Page({ leaves = false }: { leaves?: boolean }) {
  const [open, setOpen] = useState<'confirm' | 'secret'>();
  return (
    <main tabIndex={-1}>
      {!(leaves && open) && <button onClick={() => setOpen('confirm')}>Revoke</button>}
      <Menu>
        <Menu.Target>
          <button>More</button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen('confirm')}>Remove</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'confirm' && (
        <ConfirmDialog
          {...{ title: 'Sure?', help: '', action: 'Do it', isBusy: false, error: null }}
          onConfirm={() => setOpen('secret')}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'secret' && (
        <SecretDialog title="New" secret="s" onClose={() => setOpen(undefined)}>
          It is new.
        </SecretDialog>
      )}
    </main>
  );
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

test('what opened it has the focus again', async () => {
  show(<Page />);
  await press('Revoke');
  await waitFor(() => expect(screen.getByRole('button', { name: 'Back' })).toHaveFocus());

  await userEvent.keyboard('{Escape}');

  expect(screen.getByRole('button', { name: 'Revoke' })).toHaveFocus();
});

test('so it has after a second dialog that the first led to', async () => {
  show(<Page />);
  await press('Revoke');
  await press('Do it');
  expect(screen.getByRole('dialog', { name: 'New' })).toBeVisible();
  await press('I have it');

  expect(screen.getByRole('button', { name: 'Revoke' })).toHaveFocus();
});

test('the button of a menu has it where an item opened the dialog', async () => {
  show(<Page />);
  await press('More');
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Remove' }));
  await screen.findByRole('dialog');
  await userEvent.keyboard('{Escape}');

  expect(screen.getByRole('button', { name: 'More' })).toHaveFocus();
});

test('the page has it where what opened the dialog is gone', async () => {
  show(<Page leaves />);
  await press('Revoke');
  await userEvent.keyboard('{Escape}');

  await waitFor(() => expect(screen.getByRole('main')).toHaveFocus());
});
