import { memo } from 'react';
import type { Column } from '../api/columns';
import type { Task } from '../api/types';
import { SelectBox } from './SelectBox';
import { cellOf, classOf, titleOf } from './taskColumns';
import classes from './TaskTable.module.css';
import type { Words } from './useWords';

interface Props {
  task: Task;
  /** From the top of the list, 0 for the first. */
  index: number;
  /** Pixels from the top of the list. */
  top: number;
  columns: readonly Column[];
  words: Words;
  isOpen: boolean;
  /** Undefined where nothing can be done to tasks, and nothing chosen. */
  isChosen: boolean | undefined;
  onToggle: ((id: string, isRange: boolean) => void) | undefined;
  onFocus: (id: string) => void;
}

/**
 * One task of the list.
 *
 * The list is drawn with each step of scrolling and each burst of events, and its rows only where
 * something of theirs is another: all props are values, or stay the same functions.
 */
export const TaskRow = memo(function TaskRow({
  task,
  index,
  top,
  columns,
  words,
  ...props
}: Props) {
  const { isOpen, isChosen, onToggle, onFocus } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      onFocus={() => onFocus(task.id)}
      data-open={isOpen}
      data-chosen={isChosen}
      style={{ top }}
    >
      {onToggle && (
        <SelectCell id={task.id} isChosen={isChosen === true} {...{ onToggle, words }} />
      )}
      <Cells {...{ task, columns, words }} />
    </div>
  );
});

interface SelectProps {
  id: string;
  isChosen: boolean;
  onToggle: (id: string, isRange: boolean) => void;
  words: Words;
}

const SelectCell = memo(function SelectCell({ id, isChosen, onToggle, words }: SelectProps) {
  return (
    <div role="cell" className={classes.select}>
      <SelectBox
        label={words.t('tasks.select', { id })}
        isChosen={isChosen}
        onToggle={(isRange) => onToggle(id, isRange)}
      />
    </div>
  );
});

type CellsProps = Pick<Props, 'task' | 'columns' | 'words'>;

/** Apart from the row, which moves whenever others come above it. */
const Cells = memo(function Cells({ task, columns, words }: CellsProps) {
  return columns.map((column) => (
    <div key={column} role="cell" className={classOf(column)} data-label={titleOf(column, words.t)}>
      {cellOf(column, task, words)}
    </div>
  ));
});
