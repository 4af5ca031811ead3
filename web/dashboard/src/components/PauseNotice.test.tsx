/** Why it is paused is told as long as it is, also beside why it was not resumed. */
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Pause } from '../api/types';
import { show } from '../test/render';
import { PauseNotice } from './PauseNotice';

const pause: Pause = {
  ...{ queue: 'mail', task: null, reason: 'the relay is down', resume_at: null },
  ...{ at: '2026-01-02T03:04:05.000Z', actor: 'person:1', by: 'Olena' },
};

test('a refusal stands beside the reason', () => {
  show(<PauseNotice {...{ pause, isBusy: false, error: new Error('no') }} onResume={vi.fn()} />);

  expect(screen.getByRole('alert')).toHaveTextContent('no');
  expect(screen.getByText('the relay is down')).toBeVisible();
});
