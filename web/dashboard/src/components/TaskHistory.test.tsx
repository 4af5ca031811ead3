/** The history tells every state with its length, its author and the reason. */
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Transition } from '../api/types';
import { show } from '../test/render';
import { TaskHistory } from './TaskHistory';

const step = (given: Partial<Transition>): Transition => ({
  position: 1,
  at: '2026-01-02T03:04:05.000Z',
  from: null,
  to: 'pending',
  actor: 'api',
  by: null,
  reason: null,
  duration_ms: null,
  action: null,
  before: null,
  after: null,
  ...given,
});

test('a state lasted until it was left', () => {
  show(
    <TaskHistory
      history={[step({}), step({ position: 2, from: 'pending', to: 'failed', duration_ms: 1500 })]}
    />,
  );

  expect(screen.getByText('by api · lasted 1.5s')).toBeVisible();
});

test('a note in between does not shorten the state', () => {
  show(
    <TaskHistory
      history={[
        step({}),
        step({
          position: 2,
          from: 'pending',
          to: 'pending',
          actor: 'person:3',
          by: 'sam',
          reason: 'moved',
        }),
        step({ position: 3, from: 'pending', to: 'cancelled', duration_ms: 90_000 }),
      ]}
    />,
  );

  expect(screen.getByText('by api · lasted 1m 30s')).toBeVisible();
  expect(screen.getByText('by sam: moved')).toBeVisible();
  expect(screen.getByText('Changed')).toBeVisible();
});

test('the state that lasts runs on', () => {
  show(<TaskHistory history={[step({ at: new Date(Date.now() - 5000).toISOString() })]} />);

  expect(screen.getByText(/for 5s so far/)).toBeVisible();
});
