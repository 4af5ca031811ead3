/** Arguments that a task does not take are told beside them, in the reader's language. */
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { ProblemError } from '../api/client';
import { chooseLanguage } from '../i18n';
import { task } from '../test/factories';
import { show } from '../test/render';
import { EditDialog } from './EditDialog';

const invalid = (path: string, message: string, kind: string, blanks = {}) =>
  new ProblemError(400, {
    ...{ type: 'about:blank', title: '', status: 400, detail: 'The input is invalid.' },
    ...{ kind: 'invalid', errors: [{ path, message, kind, blanks }] },
  });

function dialog(error: Error) {
  const props = { isBusy: false, onRetry: vi.fn(), onClose: vi.fn() };
  show(<EditDialog task={{ ...task(), args: { id: 'x' } }} error={error} {...props} />);
}

afterEach(() => chooseLanguage('en'));

test.each([
  [invalid('args.id', 'it is not', 'type', { types: 'integer' }), 'args.id: має бути: ціле число'],
  [invalid('args.text', 'is missing', 'required'), 'args.text: бракує'],
  [invalid('args.pin', 'is hidden', 'hidden'), 'args.pin: приховане: укажіть його повністю'],
  [
    invalid('args', 'nobody knows', 'kind_unknown', { name: 'score' }),
    'args: жоден воркер не знає, що приймає завдання score',
  ],
])('%s', async (error, sentence) => {
  await chooseLanguage('uk');
  dialog(error);

  await userEvent.click(screen.getByRole('button', { name: 'Повторити з ними' }));

  expect(screen.getByText(sentence)).toBeVisible();
  expect(screen.queryByText(/invalid/)).toBeNull();
});

test('a refusal is of what was sent: typing on leaves it behind', async () => {
  dialog(invalid('args', 'nobody knows', 'kind_unknown', { name: 'score' }));
  await userEvent.click(screen.getByRole('button', { name: 'Retry with these arguments' }));
  expect(screen.getByText(/no worker knows/)).toBeVisible();

  await userEvent.type(screen.getByLabelText('Arguments'), 'x');

  expect(screen.queryByText(/no worker knows/)).toBeNull();
});
