/** What can be done is offered only when it can be, and to those who may. */
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Task } from '../api/types';
import { task } from '../test/factories';
import { show } from '../test/render';
import { TaskHeading } from './TaskHeading';

function heading(given: Partial<Task>, mayAct = true, refusal?: string) {
  const act = { onRetry: vi.fn(), onCancel: vi.fn(), onClose: vi.fn() };
  show(<TaskHeading task={task(given)} {...{ mayAct, refusal, ...act }} isBusy={false} />);
}

test('a failed task can be tried again, not cancelled', () => {
  heading({ state: 'failed' });

  expect(screen.getByRole('button', { name: 'Retry' })).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Cancel task' })).toBeNull();
});

test('a running task can be cancelled, not tried again', () => {
  heading({ state: 'in_progress' });

  expect(screen.getByRole('button', { name: 'Cancel task' })).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull();
});

test('a viewer is offered neither', () => {
  heading({ state: 'failed' }, false);

  expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull();
});

test('a refusal is told in the words of the server', () => {
  heading({ state: 'failed' }, true, 'The task has ended.');

  expect(screen.getByRole('alert')).toHaveTextContent('The task has ended.');
});
