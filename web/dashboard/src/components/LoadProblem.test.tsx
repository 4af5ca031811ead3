/** What went wrong is told in the language that the page is in now, also where it was in another. */
import { act, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { ProblemError, UnreachableError } from '../api/client';
import { chooseLanguage } from '../i18n';
import { show } from '../test/render';
import { ConfirmDialog } from './ConfirmDialog';
import { LoadProblem } from './LoadProblem';

const refused = () =>
  new ProblemError(409, {
    ...{ type: 'about:blank', title: '', status: 409, detail: 'task 7 is completed' },
    ...{ kind: 'task_not_retried', blanks: { id: 7, task_state: 'completed' } },
  });

const dialog = (error: Error) =>
  show(
    <ConfirmDialog
      {...{ title: '?', help: '', action: '!', error, isBusy: false }}
      {...{ onConfirm: vi.fn(), onClose: vi.fn() }}
    />,
  );

afterEach(() => chooseLanguage('en'));

test('a refusal follows the language', async () => {
  show(<LoadProblem error={refused()} onRetry={vi.fn()} />);
  expect(screen.getByText(/^Task 7 is “Completed”/)).toBeVisible();

  await act(() => chooseLanguage('uk'));
  expect(screen.getByText(/^Стан завдання 7 — «Завершено»/)).toBeVisible();

  await act(() => chooseLanguage('ru'));
  expect(screen.getByText(/^Состояние задачи 7 — «Завершена»/)).toBeVisible();
});

test('so does it in a dialog that stays open', async () => {
  dialog(refused());

  await act(() => chooseLanguage('uk'));

  expect(screen.getByText(/^Стан завдання 7/)).toBeVisible();
  expect(screen.queryByText(/^Task 7/)).toBeNull();
});

test('and that nobody answers', async () => {
  dialog(new UnreachableError());
  expect(screen.getByText(/^The server does not answer/)).toBeVisible();

  await act(() => chooseLanguage('ru'));

  expect(screen.getByText(/^Сервер не отвечает/)).toBeVisible();
});
