/** A row tells in words who did what, and leads to what it is about. */
import { cleanup, screen, within } from '@testing-library/react';
import i18next from 'i18next';
import { expect, test, vi } from 'vitest';
import type { Json, LogEvent } from '../api/types';
import { chooseLanguage } from '../i18n';
import { logEvent } from '../test/factories';
import { show } from '../test/render';
import { EventTable } from './EventTable';
import { GIVEN } from './useRuleName';

function row(event: Partial<LogEvent>, isAdmin = true) {
  const names = new Map([['person:4', 'Taras']]);
  show(
    <EventTable
      {...{ events: [logEvent(event)], search: { project: 'demo' }, names, isAdmin }}
      onFilter={vi.fn()}
      onRead={vi.fn()}
    />,
  );
  return within(screen.getAllByRole('row')[1] ?? document.body);
}

test.each([
  ['person:1', 'Olena', 'Olena'],
  ['person:1', null, 'Person 1'],
  ['worker:near:2', null, 'Worker near:2'],
  ['system:rescue', null, 'System: rescue'],
  ['system', null, 'System'],
  ['issuer', null, 'Sign-in service'],
  ['unheard:of', null, 'unheard:of'],
])('%s who is called %s is told as %s', (actor, by, told) => {
  expect(row({ actor, by }).getByText(told)).toBeVisible();
});

test('a topic is a way to its page, in the chosen project, if the reader has one', () => {
  const topic = { topic: 'space:7:proposals', data: {} };
  const link = row(topic).getByRole('link', { name: 'Proposals' });
  expect(link).toHaveAttribute('href', '/proposals?project=demo&kind=task');

  const alert = row({ topic: 'alert', data: {} }, false);
  expect(alert.queryByRole('link', { name: 'Alerts' })).toBeNull();
});

test.each<[Json, string, string | null]>([
  [{ task_id: '5', task: { id: '5', name: 'embed' } }, '#5 embed', '/?task="5"'],
  [{ queue: null, task: null, reason: 'full' }, 'All queues', '/queues'],
  [{ queue: 'slow', task: 'embed' }, 'embed / slow', '/queues'],
  [{ ingestion: { id: '3', file: 'chat.json', task_id: '8' } }, 'chat.json', '/?task="8"'],
  [{ ingestion: { id: '3', state: 'failed' } }, 'Import 3', null],
  [{ project: { id: '7', slug: 'demo', name: 'Demo' } }, 'Demo', '/projects/demo'],
  [{ alert: { id: '1', rule: 'late', subject: 'slow' } }, 'late: slow', '/alerts'],
  [{ session: { id: '1', owner: { id: '4', name: 'Taras' } } }, 'Taras', null],
  [{ person_id: '4', of: 'session' }, 'Taras', null],
  [{ person_id: '5', of: 'session' }, 'Person 5', null],
])('%j is about %s', (data, text, href) => {
  const cell = row({ topic: 'views', data }).getByText(text);

  const address = cell.closest('a')?.getAttribute('href');
  expect(address ? decodeURIComponent(address) : null).toBe(href);
});

test('a rule that is there from the start is named in the language of the reader', async () => {
  await chooseLanguage('uk');
  const kind = 'no_worker';
  const rule = row({ topic: 'alert', data: { rule: { name: GIVEN[kind], kind } } });
  const named = i18next.t(`rules.given.${kind}`);
  const alert = { rule: GIVEN[kind], kind, subject: 'mail' };

  expect(rule.getByRole('link', { name: named })).toBeVisible();
  cleanup();
  const raised = row({ topic: 'alert', data: { alert } });
  expect(raised.getByRole('link', { name: `${named}: mail` })).toBeVisible();
  await chooseLanguage('en');
});
