/** Rows show every column as text, whatever the text is. */
import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_COLUMNS } from '../api/columns';
import type { SortField } from '../api/tasks';
import type { Task } from '../api/types';
import { task } from '../test/factories';
import { show } from '../test/render';
import { TaskTable } from './TaskTable';

const onSort = vi.fn<(field: SortField) => void>();
const onNearEnd = vi.fn();
const onLong = vi.fn();

// jsdom has no layout: a box of a fixed height lets the virtual list show rows.
beforeEach(() => {
  onLong.mockReset();
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(900);
  Element.prototype.scrollBy = () => undefined;
});

const times = {
  created_at: '2026-01-02T03:04:00.000Z',
  scheduled_at: '2026-01-02T03:05:00.000Z',
  started_at: '2026-01-02T03:05:05.000Z',
  finished_at: '2026-01-02T03:06:06.000Z',
};

function table(tasks: Task[], hasMore = false, columns = DEFAULT_COLUMNS) {
  show(
    <TaskTable
      {...{ tasks, columns, hasMore, onSort, onNearEnd, onLong }}
      sort="-created_at"
      openId="1"
      rowHeight={36}
    />,
    '/?state=failed',
  );
}

test('a row tells id, name, status, user, project and time', () => {
  table([task({ id: '1', state: 'failed' })]);

  const cells = within(screen.getAllByRole('row')[1] ?? document.body).getAllByRole('cell');
  expect(cells.slice(0, 5).map((cell) => cell.textContent)).toEqual([
    ...['1', 'score_message_task', 'Failed', 'Olena', 'demo'],
  ]);
});

test('a name that looks like markup is only text', () => {
  table([task({ name: '<img src=x onerror="alert(1)">' })]);

  expect(screen.getByText('<img src=x onerror="alert(1)">')).toBeVisible();
  expect(document.querySelector('img')).toBeNull();
});

test('a running task tells how far it is', () => {
  table([
    task({
      state: 'in_progress',
      progress: { done: 1, total: 4, note: null, percent: 25, eta_seconds: 90 },
    }),
  ]);

  expect(screen.getByText('25%')).toBeVisible();
});

test('the open task is marked', () => {
  table([task({ id: '1' })]);

  expect(screen.getAllByRole('row')[1]).toHaveAttribute('data-open', 'true');
});

test('the sorted column says so, and a click asks for another', async () => {
  table([task()]);
  await userEvent.click(screen.getByRole('button', { name: 'Task' }));

  expect(screen.getByRole('columnheader', { name: 'Created' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  expect(onSort).toHaveBeenCalledWith('name');
});

test('only what is visible is rendered', () => {
  table(Array.from({ length: 10_000 }, (_, index) => task({ id: String(index) })));

  expect(screen.getAllByRole('row').length).toBeLessThan(60);
});

test('the next page is asked for near the end', () => {
  table([task()], true);

  expect(onNearEnd).toHaveBeenCalled();
});

test('the columns are those that were chosen, an argument as it is written', () => {
  const args = { chat: { id: -100 }, text: '<b>' };
  const spans = { ...times, worker: 'a-1', wait_ms: 5000, run_ms: 61_000 };
  table([task({ state: 'completed', ...spans, args })], false, [
    ...(['name', 'worker', 'wait', 'run', 'args.chat.id', 'args.text', 'args.none'] as const),
  ]);

  expect(screen.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual([
    ...['Task', 'Worker', 'Waiting time', 'Run time', 'chat.id', 'text', 'none'],
  ]);
  expect(screen.getAllByRole('cell').map(({ textContent }) => textContent)).toEqual([
    ...['score_message_task', 'a-1', '5s', '1m 1s', '-100', '<b>', '–'],
  ]);
});

const many = (length: number) =>
  Array.from({ length }, (_, index) => task({ id: `${length - index}` }));

test.each([
  [1000, 0],
  [1001, 1],
])(
  'of %i rows, nobody being among them, it is told %i times that they are many',
  (length, times) => {
    table(many(length));

    expect(onLong).toHaveBeenCalledTimes(times);
  },
);

function Growing() {
  const [length, setLength] = useState(1000);
  return (
    <>
      <TaskTable
        {...{ tasks: many(length), columns: DEFAULT_COLUMNS, hasMore: true }}
        {...{ onSort, onNearEnd, onLong, openId: undefined }}
        sort="-created_at"
        rowHeight={36}
      />
      <button onClick={() => setLength(1001)}>Grow</button>
    </>
  );
}

test.each([
  [
    'reads further down',
    () => {
      const body = screen.getAllByRole('rowgroup').at(-1);
      if (body) fireEvent.scroll(body, { target: { scrollTop: 720 } });
    },
  ],
  ['has the focus on a row', () => screen.getAllByRole('link')[0]?.focus()],
])('whoever %s keeps all rows', (_, read) => {
  show(<Growing />);
  read();
  fireEvent.click(screen.getByRole('button', { name: 'Grow' }));

  expect(onLong).not.toHaveBeenCalled();
});
