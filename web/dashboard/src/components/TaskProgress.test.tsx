/** Progress says how much is done, and how long the rest will take where that is known. */
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { show } from '../test/render';
import { TaskProgress } from './TaskProgress';

const progress = { done: 30, total: 120, note: 'messages', percent: 25, eta_seconds: 90 };

test('the rest of the time stands beside the share', () => {
  show(<TaskProgress progress={progress} state="in_progress" />);

  expect(screen.getByText('30 / 120 · 25% · 1m 30s left')).toBeVisible();
});

test('a time that is not known is not made up', () => {
  show(<TaskProgress progress={{ ...progress, eta_seconds: null }} state="in_progress" />);

  expect(screen.getByText('30 / 120 · 25%')).toBeVisible();
});
