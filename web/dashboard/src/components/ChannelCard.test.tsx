/** Why nothing arrived in a channel is told in the reader's language. */
import { screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { AlertChannel, ChannelTested } from '../api/types';
import { chooseLanguage } from '../i18n';
import { show } from '../test/render';
import { ChannelCard } from './ChannelCard';

const error = 'as the server has it';

function card(given: Partial<AlertChannel>, tested?: ChannelTested) {
  const channel: AlertChannel = {
    ...{ id: '1', name: 'on call', target: { kind: 'webhook', url: 'https://example.org' } },
    ...{ has_secret: true, created_at: '2026-01-02T03:04:05.000Z', unsent: 0 },
    ...{ last_sent_at: null, last_failed_at: null, last_error: null, last_reason: null },
    ...given,
  };
  const spies = { onTest: vi.fn(), onChange: vi.fn(), onDelete: vi.fn() };
  show(<ChannelCard {...{ channel, tested, ...spies }} isTesting={false} refusal={undefined} />);
}

afterEach(() => chooseLanguage('en'));

test('of the last delivery and of a test', async () => {
  await chooseLanguage('uk');
  const kind = 'webhook_answered';

  card(
    { last_error: error, last_reason: { kind: 'host_unknown', blanks: { host: 'a.example' } } },
    { sent: false, error, kind, blanks: { status: 503 } },
  );

  expect(screen.getByText('Хост a.example невідомий.')).toBeVisible();
  expect(screen.getByRole('alert')).toHaveTextContent(
    'Перевірку не отримано: Вебхук відповів 503.',
  );
});

test('of an earlier version or a newer server as it is', async () => {
  await chooseLanguage('uk');

  card({ last_error: error }, { sent: false, error, kind: 'made_tomorrow', blanks: {} });

  expect(screen.getByText(error)).toBeVisible();
  expect(screen.getByRole('alert')).toHaveTextContent(`Перевірку не отримано: ${error}`);
});
