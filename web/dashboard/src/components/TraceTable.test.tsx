/** The time in a list of traces is that of its order, and what has not begun took no time yet. */
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { TraceSummary } from '../api/types';
import { show } from '../test/render';
import { TraceTable } from './TraceTable';

const waiting: TraceSummary = {
  ...{ id: 'a'.repeat(32), name: 'example', started_at: '2026-03-02T09:15:04Z' },
  ...{ duration_us: 0, spans: 0, errors: 0, is_cut: false },
  task: {
    ...{ id: '7', name: 'example', state: 'pending', project: null },
    created_at: '2026-03-01T09:15:04Z',
  },
};

test.each([
  [false, 'Task created', waiting.task.created_at],
  [true, 'Began', waiting.started_at],
])('where the slowest come first: %s, the time is "%s"', (isSlowest, heading, at) => {
  show(<TraceTable traces={[waiting]} project={undefined} isSlowest={isSlowest} />);
  const cells = screen.getAllByRole('cell');

  expect(screen.getByRole('columnheader', { name: heading })).toBeVisible();
  expect(cells[1]?.querySelector('time')).toHaveAttribute('datetime', at);
  expect(cells.slice(2, 4).map((cell) => cell.textContent)).toEqual(['–', '–']);
  expect(within(cells[0] ?? document.body).getByRole('link')).toBeVisible();
});
