import { Loader } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { DEFAULT_COLUMNS, type Column } from '../api/columns';
import type { Sort, SortField } from '../api/tasks';
import type { Task } from '../api/types';
import { Pill } from './Pill';
import { classOf } from './taskColumns';
import { TaskRow } from './TaskRow';
import { TaskTableHeader } from './TaskTableHeader';
import classes from './TaskTable.module.css';
import type { Selection } from './useSelection';
import { useRowKeys } from './useRowKeys';
import { useVisibleRows } from './useVisibleRows';
import { useWords } from './useWords';

const NEAR_THE_END = 20; // rows
const MANY = 1000; // rows

interface Props {
  tasks: Task[];
  columns: readonly Column[];
  sort: Sort;
  onSort: (field: SortField) => void;
  openId: string | undefined;
  /** Pixels; rows of one height keep ten thousand of them cheap. */
  rowHeight: number;
  hasMore: boolean;
  onNearEnd: () => void;
  /** There are many rows, and nobody is among those further down. */
  onLong?: (() => void) | undefined;
  /** Absent where nothing can be done to tasks. */
  selection?: Selection | undefined;
}

/** The live list. Updates never move what is being read; see `useVisibleRows`. */
export function TaskTable(props: Props) {
  const { tasks, columns, sort, onSort, openId, rowHeight, hasMore, onNearEnd, selection } = props;
  const { onLong } = props;
  const words = useWords();
  const { t, count } = words;
  // The row that had the focus last stays in the page, or many new ones above would take it away.
  const [held, setHeld] = useState<string | null>(null);
  const head = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const ids = useMemo(() => tasks.map((task) => task.id), [tasks]);
  const rows = useVisibleRows(box, ids, rowHeight, held);
  const restart = useRowKeys(box, ids, openId, rows.show, selection?.toggle);
  const isNearEnd = rows.end >= tasks.length - NEAR_THE_END;
  useEffect(() => {
    if (hasMore && isNearEnd) onNearEnd();
  }, [hasMore, isNearEnd, onNearEnd, tasks.length]);
  const isLong = rows.isAtTop && tasks.length > MANY;
  useEffect(() => {
    if (isLong && !box.current?.contains(document.activeElement)) onLong?.();
  }, [isLong, onLong, tasks.length]);

  return (
    <div
      role="table"
      aria-label={t('tasks.list')}
      aria-rowcount={hasMore ? -1 : tasks.length + 1}
      className={classes.table}
      data-selectable={selection !== undefined}
      data-usual={columns === DEFAULT_COLUMNS}
    >
      <TaskTableHeader
        {...{ head, columns, sort, onSort, selection }}
        onScroll={() => align(head.current, box.current)}
      />
      {rows.unseen > 0 && (
        <Pill
          icon={IconArrowUp}
          className={classes.pill}
          onClick={() => {
            rows.toTop();
            restart();
          }}
        >
          {t('tasks.new', { count: rows.unseen, number: count(rows.unseen) })}
        </Pill>
      )}
      <div
        role="rowgroup"
        ref={box}
        tabIndex={-1}
        className={classes.body}
        onScroll={() => {
          // Before the rows are drawn, when nothing has to be laid out to know.
          align(box.current, head.current);
          rows.onScroll();
        }}
      >
        <div
          role="presentation"
          className={classes.rows}
          style={{ height: tasks.length * rowHeight }}
        >
          {/* The rows lie over each other's place, so this alone makes room for their columns. */}
          <div aria-hidden className={classes.room}>
            {selection && <div className={classes.select} />}
            {columns.map((column) => (
              <div key={column} className={classOf(column)} />
            ))}
          </div>
          {rows.drawn.map((index) => {
            const task = tasks[index];
            return (
              task && (
                <TaskRow
                  key={task.id}
                  {...{ task, index, columns, words }}
                  top={index * rowHeight}
                  isOpen={task.id === openId}
                  isChosen={selection?.has(task.id)}
                  onToggle={selection?.toggle}
                  onFocus={setHeld}
                />
              )
            );
          })}
        </div>
        {hasMore && (
          <div className={classes.more}>
            <Loader size={16} />
          </div>
        )}
      </div>
    </div>
  );
}

/** Header and rows scroll sideways together; on a phone, where rows do not, the header alone. */
function align(from: HTMLElement | null, to: HTMLElement | null): void {
  if (!from || !to || from.scrollWidth <= from.clientWidth) return;
  if (from.scrollLeft !== to.scrollLeft) to.scrollLeft = from.scrollLeft;
}
