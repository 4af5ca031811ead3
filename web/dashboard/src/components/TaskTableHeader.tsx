import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { parseSort, SORT_FIELDS, type Sort, type SortField } from '../api/tasks';
import { SelectBox } from './SelectBox';
import classes from './TaskTable.module.css';
import type { Selection } from './useSelection';

interface Props {
  sort: Sort;
  onSort: (field: SortField) => void;
  selection?: Selection | undefined;
}

export function TaskTableHeader({ sort, onSort, selection }: Props) {
  const { t } = useTranslation();
  const { field, descending } = parseSort(sort);
  const Arrow = descending ? IconArrowDown : IconArrowUp;
  return (
    <div role="rowgroup">
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
        {SORT_FIELDS.map((each) => (
          <div
            key={each}
            role="columnheader"
            className={classes[each]}
            aria-sort={each !== field ? 'none' : descending ? 'descending' : 'ascending'}
          >
            <button type="button" className={classes.sort} onClick={() => onSort(each)}>
              {t(`tasks.column.${each}`)}
              {each === field && <Arrow size={13} aria-hidden />}
            </button>
          </div>
        ))}
      </div>
    </div>
  );
}
