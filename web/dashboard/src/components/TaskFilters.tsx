import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '../api/columns';
import { rangeIn, textIn } from '../api/range';
import { DEFAULT_SORT, parseSort, type TaskView } from '../api/tasks';
import { TASK_STATES, type TaskState } from '../api/types';
import { useFormats } from '../i18n/format';
import { FixedFilter } from './FixedFilter';
import { titleOf } from './taskColumns';
import classes from './TaskFilters.module.css';

/** Filters without an input of their own: they come by a link or a click in a detail. */
const FIXED = ['id', 'name', 'owner', 'project'] as const;

interface Props {
  view: TaskView;
  columns: readonly Column[];
  /** What an owner's id is called. */
  ownerName: string | undefined;
  /** At the right end. */
  tools?: ReactNode;
  /** The box of the search. */
  search: ReactNode;
  /** How many are found. */
  count: ReactNode;
  onChange: (change: Partial<TaskView>) => void;
  onClear: () => void;
}

export function TaskFilters(props: Props) {
  const { view, columns, ownerName, search, count, tools, onChange, onClear } = props;
  const { t } = useTranslation();
  const { sort: _, ...filters } = view;
  const formats = useFormats();
  const range = rangeIn(view.q);
  return (
    <search className={classes.filters}>
      {search}
      <StateFilter chosen={view.state ?? []} onChange={(state) => onChange({ state })} />
      {FIXED.map((key) => {
        const value = key === 'owner' ? (ownerName ?? view.owner) : view[key];
        return (
          value && (
            <FixedFilter key={key} onRemove={() => onChange({ [key]: '' })}>
              {t(`tasks.filter.${key}`, { value })}
            </FixedFilter>
          )
        );
      })}
      {range && (
        <FixedFilter onRemove={() => onChange({ q: textIn(view.q) })}>
          {t('tasks.filter.ended', { range: formats.range(range.from, range.to) })}
        </FixedFilter>
      )}
      <HiddenOrder {...{ view, columns, onChange }} />
      {Object.keys(filters).length > 0 && (
        <button type="button" className={classes.clear} onClick={onClear}>
          {t('tasks.filter.clear')}
        </button>
      )}
      <div className={classes.tools}>
        {count}
        {tools}
      </div>
    </search>
  );
}

/** What the list is sorted by, where no column says so. */
function HiddenOrder({ view, columns, onChange }: Pick<Props, 'view' | 'columns' | 'onChange'>) {
  const { t } = useTranslation();
  const sort = view.sort ?? DEFAULT_SORT;
  const { field, descending } = parseSort(sort);
  if (sort === DEFAULT_SORT || columns.includes(field)) return null;
  const column = titleOf(field, t);
  return (
    <FixedFilter title={t('tasks.order.remove')} onRemove={() => onChange({ sort: DEFAULT_SORT })}>
      {t(descending ? 'tasks.order.descending' : 'tasks.order.ascending', { column })}
    </FixedFilter>
  );
}

interface StateFilterProps {
  chosen: TaskState[];
  onChange: (chosen: TaskState[]) => void;
}

function StateFilter({ chosen, onChange }: StateFilterProps) {
  const { t } = useTranslation();
  const toggle = (state: TaskState) =>
    onChange(TASK_STATES.filter((each) => (each === state) !== chosen.includes(each)));
  return (
    <div className={classes.states} role="group" aria-label={t('tasks.filter.state')}>
      {TASK_STATES.map((state) => (
        <button
          key={state}
          type="button"
          className={classes.state}
          aria-pressed={chosen.includes(state)}
          onClick={() => toggle(state)}
        >
          {t(`state.${state}`)}
        </button>
      ))}
    </div>
  );
}
