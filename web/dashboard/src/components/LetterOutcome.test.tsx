/** Why a failed task was left alone is told in the reader's language. */
import { screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Outcome } from '../api/deadLetters';
import { chooseLanguage } from '../i18n';
import { show } from '../test/render';
import { LetterOutcome } from './LetterOutcome';

afterEach(() => chooseLanguage('en'));

test('each with its own reason; that of a server without kinds as it is', async () => {
  await chooseLanguage('uk');
  const skipped: Outcome['skipped'] = [
    { id: '7', reason: 'task 7 was discarded', kind: 'letter_discarded', blanks: { id: 7 } },
    {
      ...{ id: '8', reason: 'task 8 is pending: …', kind: 'letter_not_failed' },
      blanks: { id: 8, task_state: 'pending' },
    },
    { id: '9', reason: 'task 9 is odd' },
  ];

  show(<LetterOutcome deed="retry" outcome={{ done: 1, skipped }} />);

  expect(screen.getAllByRole('listitem').map((each) => each.textContent)).toEqual([
    'Завдання 7 відкинуто.',
    'Стан завдання 8 — «Очікує»: воно вже не серед невдалих.',
    'task 9 is odd',
  ]);
});
