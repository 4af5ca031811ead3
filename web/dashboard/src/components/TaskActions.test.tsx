/** What can be done is offered only when it can be, by button and by key. */
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { Action } from '../api/tasks';
import type { Task } from '../api/types';
import { task } from '../test/factories';
import { show } from '../test/render';
import { TaskActions } from './TaskActions';

const SOON = new Date(Date.now() + 3_600_000).toISOString();

function actions(given: Partial<Task>, requested?: Action) {
  const spies = { onAct: vi.fn(), onAsk: vi.fn() };
  show(<TaskActions task={task(given)} requested={requested} {...spies} />);
  return spies;
}

const offered = () => screen.getAllByRole('button').map((each) => each.textContent);

async function menu(): Promise<(string | null)[]> {
  await userEvent.click(screen.getByRole('button', { name: 'More actions' }));
  return screen.getAllByRole('menuitem').map((each) => each.textContent);
}

test('a failed task can be tried again, as it was or with other arguments', async () => {
  const { onAct } = actions({ state: 'failed' });

  expect(offered()).toEqual(['Retry', '']);
  await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
  expect(onAct).toHaveBeenCalledWith('retry');
  expect(await menu()).toEqual(['Retry with a reason…', 'Retry with other arguments…']);
});

test('one that is due later can be run now, moved and put forward', async () => {
  const { onAct, onAsk } = actions({ state: 'pending', scheduled_at: SOON });

  expect(offered()).toEqual(['Run now', 'Cancel task', '']);
  expect(await menu()).toEqual([...['Run now with a reason…', 'Reschedule…', 'Change priority…']]);
  await userEvent.click(screen.getByRole('menuitem', { name: 'Run now with a reason…' }));
  expect(onAsk).toHaveBeenCalledExactlyOnceWith('run_now');
  expect(onAct).not.toHaveBeenCalled();
});

test.each(['pending', 'in_progress'] as const)(
  'why is asked before %s is cancelled',
  async (state) => {
    const { onAct, onAsk } = actions({ state });
    await userEvent.click(screen.getByRole('button', { name: 'Cancel task' }));

    expect(onAsk).toHaveBeenCalledWith('cancel');
    expect(onAct).not.toHaveBeenCalled();
  },
);

test.each([{ state: 'completed' }, { state: 'in_progress', cancelling: true }] as const)(
  'nothing is offered for %j',
  (given) => {
    actions(given);

    expect(screen.queryByRole('button')).toBeNull();
  },
);

test('what is offered has a key, and what is not has none', async () => {
  const { onAct, onAsk } = actions({ state: 'failed' });
  await userEvent.keyboard('rec');

  expect(onAct).toHaveBeenCalledExactlyOnceWith('retry');
  expect(onAsk).toHaveBeenCalledExactlyOnceWith('edit');
});
