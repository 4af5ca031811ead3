/** An alert says what was found in the reader's language, from its kind and its facts. */
import { screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Alert } from '../api/types';
import { chooseLanguage } from '../i18n';
import { show } from '../test/render';
import { AlertCard } from './AlertCard';

const summary = 'as the server has it';

function alert(given: Partial<Alert>): Alert {
  return {
    ...{ id: '1', rule_id: '2', rule: 'Watched', severity: 'warning', state: 'open' },
    ...{ kind: 'no_worker', subject: 'mail', summary, value: 0, facts: {} },
    ...{ opened_at: '2026-01-02T03:04:05.000Z', acknowledged: null, resolved_at: null },
    ...given,
  };
}

const card = (given: Partial<Alert>) =>
  show(<AlertCard alert={alert(given)} rule={undefined} onAcknowledge={() => undefined} />);

afterEach(() => chooseLanguage('en'));

test.each([
  [
    { kind: 'failure_rate', value: 0.5, facts: { failed: 2, ended: 4, per: 'task' } },
    'Невдалі спроби завдання «mail» за 15 хв: 2 з 4.',
  ],
  [
    { kind: 'failure_rate', value: 0.5, facts: { failed: 2, ended: 4, per: 'queue' } },
    'Невдалі спроби в черзі «mail» за 15 хв: 2 з 4.',
  ],
  [
    { kind: 'failure_rate', value: 0.5, facts: { failed: 2, ended: 4, per: 'all' } },
    'Невдалі спроби всіх завдань за 15 хв: 2 з 4.',
  ],
  [
    { kind: 'repeated_failure', value: 12, facts: { count: 12, error_class: 'TimeoutError' } },
    'Завдання, що завершилися однаковою помилкою (TimeoutError) за 15 хв: 12.',
  ],
  [
    {
      kind: 'repeated_failure',
      value: 2,
      facts: { count: 2, error_class: 'KeyError', message: 'no chat' },
    },
    'Завдання, що завершилися однаковою помилкою (KeyError: no chat) за 15 хв: 2.',
  ],
  [
    { kind: 'repeated_failure', value: 12, facts: { count: 12, error_class: null } },
    'Завдання, що завершилися однаковою помилкою (Невідома помилка) за 15 хв: 12.',
  ],
  [
    { kind: 'queue_age', value: 301.7, facts: { waiting: 3 } },
    'Найстаріше завдання черги «mail», якому вже час, чекає 5 хв 1 с.',
  ],
  [
    { kind: 'no_worker', value: 3, facts: { waiting: 3 } },
    'Немає воркера, який узяв би завдання черги «mail», яким уже час: 3.',
  ],
  [
    { kind: 'stalled_task', value: 2, facts: { count: 2, silent: 1 } },
    'Завдання «mail», що виконуються й застрягли: 2.',
  ],
] as const)('%j', async ({ facts, ...given }, sentence) => {
  await chooseLanguage('uk');

  card({ ...given, facts: { ...facts, window_seconds: 900 } });

  expect(screen.getByText(sentence)).toBeVisible();
});

test('one of an earlier version, which kept fewer facts, has its own sentence', async () => {
  await chooseLanguage('uk');

  card({ kind: 'failure_rate', value: 0.5, facts: { failed: 2, ended: 4 } });

  expect(screen.getByText(summary)).toBeVisible();
});

test.each([
  ['Tasks fail', 'Завдання не вдаються'],
  ['No worker', 'No worker'],
  ['Our imports fail', 'Our imports fail'],
])('a rule that is there from the start has a name to read: %s', async (rule, name) => {
  await chooseLanguage('uk');

  card({ kind: 'failure_rate', rule });

  expect(screen.getByRole('heading', { name })).toBeVisible();
});
