/** What fails where nothing is left to say so is told until it is dismissed or comes about. */
import { QueryClientProvider, useMutation } from '@tanstack/react-query';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { useFailures } from '../api/failures';
import { newQueryClient } from '../api/queries';
import { useDeed } from '../pages/useDeed';
import { show } from '../test/render';
import { Toasts } from './Toasts';

interface Answer {
  resolve: () => void;
  reject: (error: Error) => void;
}

let answers: Answer[];
beforeEach(() => {
  answers = [];
});

/** One more request, which one of *answers* settles. */
const ask = () => new Promise<void>((resolve, reject) => void answers.push({ resolve, reject }));

async function refuse(reason: string, index = answers.length - 1) {
  await act(async () => {
    answers[index]?.reject(new Error(reason));
    await settled();
  });
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const told = (text: string) => screen.findByText(text, { exact: false });

function MenuItem() {
  const leaving = useMutation({ mutationFn: ask, meta: { failed: 'menu.signout.failed' } });
  return <button onClick={() => leaving.mutate()}>Sign out</button>;
}

function Dialog({ onClose }: { onClose: () => void }) {
  const saving = useDeed({ name: 'Save the list', mutationFn: ask });
  const moving = useDeed({ name: (id: number) => `Move ${id}`, mutationFn: ask });
  const finding = useMutation({ mutationFn: ask });
  return (
    <>
      <button onClick={() => finding.mutate()}>Find</button>
      <button onClick={() => saving.mutate()}>Save</button>
      <button onClick={() => moving.mutate(1)}>Move 1</button>
      <button onClick={() => moving.mutate(2)}>Move 2</button>
      <button onClick={onClose}>Close</button>
      {saving.error && <p>Told here: {saving.error.message}</p>}
    </>
  );
}

function Page() {
  const [isOpen, setOpen] = useState(true);
  const { failures, dismiss } = useFailures();
  return (
    <>
      <MenuItem />
      {isOpen && <Dialog onClose={() => setOpen(false)} />}
      <Toasts failures={failures} onDismiss={dismiss} />
    </>
  );
}

function open() {
  show(
    <QueryClientProvider client={newQueryClient()}>
      <Page />
    </QueryClientProvider>,
  );
}

const button = (name: string) => screen.getByRole('button', { name });
const press = (name: string) => userEvent.click(button(name));

test('a menu’s failure is announced, takes no focus, and is told once however often it happens', async () => {
  open();
  await press('Sign out');
  await refuse('Nobody answers.');
  const first = await screen.findByRole('alert');
  expect(first).toHaveTextContent('You are still signed in. Nobody answers.');
  expect(button('Sign out')).toHaveFocus();

  await press('Sign out');
  await refuse('Still nobody.');
  await told('Still nobody.');

  const [again, ...others] = screen.getAllByRole('alert');
  expect(again).toHaveTextContent('Still nobody.');
  expect(again).not.toBe(first);
  expect(others).toEqual([]);
});

test('it is tried again, and gone when that succeeds; the focus goes back', async () => {
  open();
  await press('Sign out');
  await refuse('Nobody answers.');
  await told('Nobody answers.');
  await userEvent.keyboard('{F8}');
  expect(button('Try again')).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  expect(button('Try again')).toHaveAttribute('data-loading', 'true');
  await refuse('Still nobody.');
  await told('Still nobody.');
  expect(button('Try again')).toHaveFocus();

  await userEvent.keyboard('{Enter}');
  await act(async () => {
    answers[2]?.resolve();
    await settled();
  });

  await expect.poll(() => screen.queryByRole('alert')).toBeNull();
  expect(button('Sign out')).toHaveFocus();
});

test.each(['{Escape}', '{Tab}{Enter}'])('%s dismisses it, by the keyboard alone', async (keys) => {
  open();
  await press('Sign out');
  await refuse('Nobody answers.');
  await told('Nobody answers.');
  await userEvent.keyboard(`{F8}${keys}`);

  expect(screen.queryByRole('region', { name: 'What failed' })).toBeNull();
  expect(button('Sign out')).toHaveFocus();
});

test('what a dialog shows itself is told nowhere else, and what it was closed upon is', async () => {
  open();
  await press('Save');
  await refuse('This name is taken.');
  expect(await told('Told here: This name is taken.')).toBeVisible();
  expect(screen.queryByRole('alert')).toBeNull();

  await press('Save');
  await press('Close');
  await refuse('The disk is full.');

  expect(await screen.findByRole('alert')).toHaveTextContent(
    'Failed: Save the list. The disk is full.',
  );
});

test('a name tells of what was asked for, not of what is shown since', async () => {
  open();
  await press('Move 1');
  await press('Move 2');
  await press('Close');
  await refuse('Nobody answers.', 0);
  await refuse('Nobody answers.', 1);

  await expect
    .poll(() => screen.queryAllByRole('alert').map(({ textContent }) => textContent))
    .toEqual(['Failed: Move 1. Nobody answers.', 'Failed: Move 2. Nobody answers.']);
});

test('of two that were asked of one thing the earlier is not lost', async () => {
  open();
  await press('Save');
  await press('Save');
  await refuse('The first one.', 0);

  expect(await screen.findByRole('alert')).toHaveTextContent('The first one.');
});

test('what was only to be read is missed by nobody who went on', async () => {
  open();
  await press('Find');
  await press('Close');
  await refuse('The search is off.');
  await press('Sign out');
  await refuse('Nobody answers.');

  expect(await screen.findByRole('alert')).toHaveTextContent('Nobody answers.');
  expect(screen.queryByText('The search is off.', { exact: false })).toBeNull();
});
