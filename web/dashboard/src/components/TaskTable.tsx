import { Loader } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useTable } from '@tanstack/react-table';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DEFAULT_COLUMNS, type Column } from '../api/columns';
import type { Sort, SortField } from '../api/tasks';
import type { Task } from '../api/types';
import { SelectBox } from './SelectBox';
import { classOf, features, tableColumns, titleOf } from './taskColumns';
import { TaskTableHeader } from './TaskTableHeader';
import { Pill } from './Pill';
import classes from './TaskTable.module.css';
import { useAnchoredScroll } from './useAnchoredScroll';
import type { Selection } from './useSelection';
import { useRowKeys } from './useRowKeys';

const OVERSCAN = 12; // rows
const NEAR_THE_END = 20; // rows

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
  /** Absent where nothing can be done to tasks. */
  selection?: Selection | undefined;
}

/** The live list. Updates never move what is being read; see `useAnchoredScroll`. */
export function TaskTable(props: Props) {
  const { tasks, columns, sort, onSort, openId, rowHeight, hasMore, onNearEnd, selection } = props;
  const { t } = useTranslation();
  // The row that had the focus last stays in the page, or many new ones above would take it away.
  const [held, setHeld] = useState<string | null>(null);
  const head = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const ids = useMemo(() => tasks.map((task) => task.id), [tasks]);
  const anchored = useAnchoredScroll(box, ids, rowHeight);
  const table = useTable({
    features,
    columns: useMemo(() => tableColumns(columns), [columns]),
    data: tasks,
    getRowId: (task) => task.id,
  });
  const titles = columns.map((column) => titleOf(column, t));
  const rows = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => ids[index] ?? index,
    overscan: OVERSCAN,
    rangeExtractor: (range) => withIndex(defaultRangeExtractor(range), ids.indexOf(held ?? '')),
  });
  useRowKeys(box, ids, openId, (index) => virtual.scrollToIndex(index));
  const visible = virtual.getVirtualItems();
  const isNearEnd = (virtual.range?.endIndex ?? 0) >= rows.length - NEAR_THE_END;

  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  useEffect(() => {
    if (hasMore && isNearEnd) onNearEnd();
  }, [hasMore, isNearEnd, onNearEnd, rows.length]);

  return (
    <div
      role="table"
      aria-label={t('tasks.list')}
      aria-rowcount={hasMore ? -1 : rows.length + 1}
      className={classes.table}
      data-selectable={selection !== undefined}
      data-usual={columns === DEFAULT_COLUMNS}
    >
      <TaskTableHeader
        {...{ head, columns, sort, onSort, selection }}
        onScroll={() => align(head.current, box.current)}
      />
      {anchored.unseen > 0 && (
        <Pill icon={IconArrowUp} className={classes.pill} onClick={anchored.toTop}>
          {t('tasks.new', { count: anchored.unseen })}
        </Pill>
      )}
      <div
        role="rowgroup"
        ref={box}
        className={classes.body}
        onScroll={() => {
          anchored.onScroll();
          align(box.current, head.current);
        }}
      >
        <div
          role="presentation"
          className={classes.rows}
          style={{ height: virtual.getTotalSize() }}
        >
          {/* The rows lie over each other's place, so this alone makes room for their columns. */}
          <div aria-hidden className={classes.room}>
            {selection && <div className={classes.select} />}
            {columns.map((column) => (
              <div key={column} className={classOf(column)} />
            ))}
          </div>
          {visible.map(({ index, start, key }) => {
            const row = rows[index];
            return (
              row && (
                <div
                  key={key}
                  role="row"
                  aria-rowindex={index + 2}
                  className={classes.row}
                  onFocus={() => setHeld(row.id)}
                  data-open={row.id === openId}
                  data-chosen={selection?.has(row.id)}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  {selection && (
                    <div role="cell" className={classes.select}>
                      <SelectBox
                        label={t('tasks.select', { id: row.id })}
                        isChosen={selection.has(row.id)}
                        onToggle={(isRange) => selection.toggle(row.id, isRange)}
                      />
                    </div>
                  )}
                  {row.getAllCells().map((cell, place) => (
                    <div
                      key={cell.id}
                      role="cell"
                      className={classOf(cell.column.id)}
                      data-label={titles[place]}
                    >
                      <table.FlexRender cell={cell} />
                    </div>
                  ))}
                </div>
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

/** *indexes* with one more, in order; -1 is none. */
function withIndex(indexes: number[], index: number): number[] {
  if (index === -1 || indexes.includes(index)) return indexes;
  return [...indexes, index].sort((a, b) => a - b);
}
