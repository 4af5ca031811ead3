/** The palette is a combobox: the focus stays in its field, arrows choose, Enter does. */
import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { show } from '../test/render';
import { Palette, type Command, type CommandGroup } from './Palette';

const command = (id: string) => ({ id, label: id, icon: IconUser, run: () => undefined });
const groups: CommandGroup[] = [
  { label: 'Pages', commands: [command('Tasks'), command('Topics')] },
  { label: 'Actions', commands: [command('Sign out')] },
];
const onChoose = vi.fn<(command: Command) => void>();

/** The palette, and a button by which *later* is found as well, above all else. */
function Found({ shown, later }: { shown: CommandGroup[]; later: CommandGroup[] }) {
  const [found, setFound] = useState(shown);
  const given = { query: '', onQuery: vi.fn(), isBusy: false, problem: undefined };
  return (
    <>
      <Palette {...{ ...given, onChoose }} groups={found} onClose={vi.fn()} />
      <button onClick={() => setFound([...later, ...shown])}>Answer</button>
    </>
  );
}

function open(shown = groups, later: CommandGroup[] = []) {
  show(<Found {...{ shown, later }} />);
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

test.each([
  ['chosen by an arrow', '{ArrowDown}', 'Topics'],
  ['the first', '{Shift}', 'Tasks'],
])('what is %s stays chosen though more is found above it', async (_, keys, label) => {
  const field = open(groups, [{ label: 'Views', commands: [command('Late')] }]);
  await userEvent.type(field, keys);
  fireEvent.click(screen.getByText('Answer'));
  expect(screen.getAllByRole('option')[0]).toHaveTextContent('Late');
  expect(chosen()).toHaveTextContent(label);

  await userEvent.type(field, '{Enter}');
  expect(onChoose).toHaveBeenLastCalledWith(expect.objectContaining({ id: label }));
  await userEvent.type(field, '{ArrowUp}');
  expect(chosen()).toHaveTextContent(label === 'Tasks' ? 'Late' : 'Tasks');
});

test('what finds nothing says what to try', () => {
  open([]);

  expect(screen.getByText(/Nothing has this name/)).toBeVisible();
});
