/** How far a task item is, is chosen by whoever may, and told to all others. */
import { fireEvent, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { TaskItem } from '../api/types';
import { show } from '../test/render';
import { TaskItemTable } from './TaskItemTable';

const item = (id: string, project: string): TaskItem => ({
  ...{ id, project, title: `Item ${id}`, description: '', category: 'bug', priority: 'high' },
  ...{ status: 'open', tags: [], parent_id: null, assignee: null, due: null, sources: [] },
  created_at: '2026-01-02T03:04:05Z',
});

test('the status of an item of a project that one may change is a choice', () => {
  const choose = vi.fn();
  const items = [item('1', 'demo'), item('2', 'other')];
  show(
    <TaskItemTable items={items} mayChange={(project) => project === 'demo'} onStatus={choose} />,
  );

  const [status, ...others] = screen.getAllByRole('combobox');
  expect(others).toEqual([]);
  expect(status?.getAttribute('aria-label')).toBe('Status of “Item 1”');
  expect(screen.getAllByText('Open').length).toBeGreaterThan(1);
  if (status) fireEvent.change(status, { target: { value: 'completed' } });
  expect(choose.mock.calls).toEqual([[items[0], 'completed']]);
});
