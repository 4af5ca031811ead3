/** A task names those it has to do with, each with its state and a link. */
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Related, RelatedTask } from '../api/types';
import { show } from '../test/render';
import { TaskRelated } from './TaskRelated';

const kin = (id: string, given: Partial<RelatedTask> = {}): RelatedTask => ({
  ...{ id, name: 'embed', state: 'completed', cancelling: false },
  ...given,
});

const related = (given: Partial<Related>): Related => ({
  ...{ parent: null, original: null, retries: [], children: [], children_found: 0 },
  ...given,
});

test('each relation lists its tasks with their states', () => {
  show(
    <TaskRelated
      related={related({
        parent: kin('3', { name: 'import' }),
        children: [kin('8'), kin('9', { state: 'in_progress', cancelling: true })],
        children_found: 5,
      })}
    />,
  );

  expect(screen.getByRole('link', { name: '#3 import' })).toHaveAttribute(
    'href',
    expect.stringContaining('task='),
  );
  const children = within(screen.getByRole('list', { name: 'Deferred' }));
  expect(children.getAllByRole('listitem').map((each) => each.textContent)).toEqual([
    '#8 embedCompleted',
    '#9 embedCancelling',
  ]);
  expect(screen.getByText('and 3 more')).toBeVisible();
  expect(screen.queryByText('Retry of')).toBeNull();
});

test('where all are listed it says no more', () => {
  show(<TaskRelated related={related({ children: [kin('8')], children_found: 1 })} />);

  expect(screen.getByRole('list', { name: 'Deferred' }).parentElement).toHaveTextContent(
    /^#8 embedCompleted$/,
  );
});

test('where not all are known it says so', () => {
  show(<TaskRelated related={related({ children: [kin('8')], children_found: null })} />);

  expect(screen.getByText(/maybe others/)).toBeVisible();
});

test('a task by itself has no such section', () => {
  show(<TaskRelated related={related({})} />);

  expect(screen.queryByText('Related tasks')).toBeNull();
});
