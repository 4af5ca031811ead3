import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '../api/columns';
import { isSortField, parseSort, type Sort, type SortField } from '../api/tasks';
import { SelectBox } from './SelectBox';
import { classOf, titleOf } from './taskColumns';
import classes from './TaskTable.module.css';
import type { Selection } from './useSelection';

interface Props {
  /** What scrolls sideways, with the rows. */
  head: RefObject<HTMLDivElement | null>;
  columns: readonly Column[];
  sort: Sort;
  onSort: (field: SortField) => void;
  onScroll: () => void;
  selection?: Selection | undefined;
}

export function TaskTableHeader({ head, columns, sort, onSort, onScroll, selection }: Props) {
  const { t } = useTranslation();
  return (
    <div role="rowgroup" ref={head} className={classes.head} onScroll={onScroll}>
      <div role="row" aria-rowindex={1} className={classes.header}>
        {selection && (
          <div role="columnheader" className={classes.select}>
            <SelectBox
              label={t('tasks.select.listed')}
              isChosen={selection.listed === 'all'}
              isPartly={selection.listed === 'some'}
              onToggle={selection.toggleListed}
            />
          </div>
        )}
        {columns.map((column) => (
          <ColumnHeader key={column} {...{ column, sort, onSort }} />
        ))}
      </div>
    </div>
  );
}

interface ColumnProps {
  column: Column;
  sort: Sort;
  onSort: (field: SortField) => void;
}

function ColumnHeader({ column, sort, onSort }: ColumnProps) {
  const { t } = useTranslation();
  const title = titleOf(column, t);
  if (!isSortField(column)) {
    return (
      <div role="columnheader" className={classOf(column)} title={title}>
        <span className={classes.title}>{title}</span>
      </div>
    );
  }
  const { field: sorted, descending } = parseSort(sort);
  const Arrow = descending ? IconArrowDown : IconArrowUp;
  return (
    <div
      role="columnheader"
      className={classOf(column)}
      aria-sort={column !== sorted ? 'none' : descending ? 'descending' : 'ascending'}
    >
      <button type="button" className={classes.sort} onClick={() => onSort(column)}>
        {title}
        {column === sorted && <Arrow size={13} aria-hidden />}
      </button>
    </div>
  );
}
