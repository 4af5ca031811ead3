/** The reason is told in the reader's words, and nothing is told that is not known. */
import { act, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Why } from '../api/types';
import { show } from '../test/render';
import { TaskWhy } from './TaskWhy';

const AT = '2026-01-02T03:04:05.000Z';

function why(given: Partial<Why>): Why {
  return {
    task_id: '7',
    state: 'pending',
    at: AT,
    reason: 'queued',
    reasons: ['queued'],
    sentence: 'What the server says.',
    pause: null,
    lock: null,
    schedule: null,
    queue: null,
    run: null,
    failure: null,
    stands_seconds: null,
    ...given,
  };
}

test('a pause says who, why and until when', () => {
  const pause = {
    ...{ queue: null, task: null, by: 'Olena', actor: 'person:1' },
    ...{ reason: 'disk full', at: AT, resume_at: AT },
  };
  show(<TaskWhy why={why({ reason: 'paused', pause })} />);

  expect(screen.getByRole('status')).toHaveTextContent(
    /^Paused by Olena since .+ · disk full · until .+$/,
  );
});

test('a lock says which task has it, or that it is somebody else’s', () => {
  const held = { lock: 'chat:1', since: AT, task_id: '7', state: 'in_progress' } as const;
  show(<TaskWhy why={why({ reason: 'locked', lock: held })} />);
  const hidden = { ...held, task_id: null, state: 'pending' } as const;
  show(<TaskWhy why={why({ reason: 'locked', lock: hidden })} />);

  const [own, foreign] = screen.getAllByRole('status');
  expect(own).toHaveTextContent('Its lock is held by task 7');
  expect(foreign).toHaveTextContent('Its lock goes first to task of somebody else');
});

test('a back-off says which attempt comes next', () => {
  const schedule = { at: AT, because: 'backoff', attempt: 3, error: null } as const;
  show(<TaskWhy why={why({ reason: 'scheduled', schedule })} />);

  expect(screen.getByRole('status')).toHaveTextContent(/^Attempt 3 is due at /);
});

test('an unknown time is not told', () => {
  const queue = {
    ...{ name: 'default', workers: 1, unaware: 0, last_worker_at: null },
    ...{ ahead: 4, per_minute: null, eta_at: null },
  };
  show(<TaskWhy why={why({ queue })} />);

  expect(screen.getByRole('status')).toHaveTextContent(/^Tasks ahead of it: 4$/);
});

test('what the page knows no words for is told in those of the server', () => {
  show(<TaskWhy why={why({ reason: 'running' })} />);

  expect(screen.getByRole('status')).toHaveTextContent('What the server says.');
});

test.each([
  ['in 2 min.', 'in 1 min.', { resume_at: '2026-01-02T03:05:50Z' }],
  ['for 5s', 'for 35s', { at: '2026-01-02T03:04:00Z' }],
])('a pause tells how long, %s and then %s, and does not announce it', (first, later, told) => {
  vi.useFakeTimers({ now: Date.parse(AT) });
  const pause = {
    ...{ queue: null, task: null, by: 'Olena', actor: 'person:1', reason: '' },
    ...{ at: AT, resume_at: null, ...told },
  };
  show(<TaskWhy why={why({ reason: 'paused', pause })} />);
  expect(screen.getByText(first)).toBeVisible();

  act(() => void vi.advanceTimersByTime(30_000));

  expect(screen.getByText(later)).toBeVisible();
  expect(screen.getByRole('status')).not.toHaveTextContent(later);
});

test('what is due by now is not told to have been so before', () => {
  vi.useFakeTimers({ now: Date.parse(AT) + 5000 });
  const schedule = { at: AT, because: 'schedule', attempt: 1, error: null } as const;
  show(<TaskWhy why={why({ reason: 'scheduled', schedule })} />);

  expect(screen.getByText('in 0 sec.')).toBeVisible();
});
