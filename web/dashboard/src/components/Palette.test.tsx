/** The palette is a combobox: the focus stays in its field, arrows choose, Enter does. */
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { IconUser } from '@tabler/icons-react';
import { expect, test, vi } from 'vitest';
import { show } from '../test/render';
import { Palette, type Command } from './Palette';

const command = (id: string) => ({ id, label: id, icon: IconUser, run: () => undefined });
const groups = [
  { label: 'Pages', commands: [command('Tasks'), command('Topics')] },
  { label: 'Actions', commands: [command('Sign out')] },
];
const onChoose = vi.fn<(command: Command) => void>();

function open(shown = groups) {
  const given = { query: '', onQuery: vi.fn(), isBusy: false, problem: undefined };
  show(<Palette {...{ ...given, onChoose }} groups={shown} onClose={vi.fn()} />);
  return screen.getByRole('combobox');
}

const chosen = () => screen.getByRole('option', { selected: true });

test('the first is chosen, and arrows go round through all groups', async () => {
  const field = open();
  expect(chosen()).toHaveTextContent('Tasks');

  await userEvent.type(field, '{ArrowUp}');
  expect(chosen()).toHaveTextContent('Sign out');
  expect(field).toHaveAttribute('aria-activedescendant', chosen().id);

  await userEvent.type(field, '{ArrowDown}{ArrowDown}{Enter}');
  expect(onChoose).toHaveBeenCalledWith(groups[0]?.commands[1]);
});

test('what finds nothing says what to try', () => {
  open([]);

  expect(screen.getByText(/Nothing has this name/)).toBeVisible();
});
