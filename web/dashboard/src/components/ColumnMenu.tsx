import { ActionIcon, Button, Checkbox, Popover, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns3 } from '@tabler/icons-react';
import { useState, type MouseEvent } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { argumentColumn, DEFAULT_COLUMNS, TASK_COLUMNS, type Column } from '../api/columns';
import classes from './ColumnMenu.module.css';
import { titleOf } from './taskColumns';

interface Props {
  columns: readonly Column[];
  /** Of the listed tasks. */
  argumentNames: readonly string[];
  onColumns: (columns: readonly Column[]) => void;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}

/** Which columns the list has, and in which order. */
export function ColumnMenu({ isOpen, onOpen, ...choice }: Props) {
  const { t } = useTranslation();
  return (
    <Popover
      opened={isOpen}
      onChange={onOpen}
      position="bottom-end"
      width={300}
      shadow="md"
      trapFocus
    >
      <Popover.Target>
        <ActionIcon
          variant="default"
          size={30}
          aria-label={t('columns.title')}
          title={t('columns.title')}
          onClick={() => onOpen(!isOpen)}
        >
          <IconColumns3 size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('columns.title')} className={classes.menu}>
        {isOpen && <Choice {...choice} />}
      </Popover.Dropdown>
    </Popover>
  );
}

/** Lines stay where they are when they are ticked: only its own buttons move one. */
function Choice({ columns, argumentNames, onColumns }: Omit<Props, 'isOpen' | 'onOpen'>) {
  const { t } = useTranslation();
  const [order, setOrder] = useState(columns);
  const lines = linesOf(order, argumentNames);
  const set = (ordered: readonly Column[], chosen: readonly Column[]) => {
    setOrder(ordered);
    onColumns(ordered.filter((column) => chosen.includes(column)));
  };
  const toggle = (column: Column, isOn: boolean) =>
    set(lines, isOn ? [...columns, column] : columns.filter((each) => each !== column));
  const move = (column: Column, by: 1 | -1, { currentTarget }: MouseEvent<HTMLButtonElement>) => {
    const other = columns[columns.indexOf(column) + by];
    if (!other) return;
    flushSync(() => set(moved(lines, column, other), columns));
    // The line has moved in the document, which took the focus away.
    currentTarget.focus();
  };
  return (
    <>
      <ul className={classes.lines}>
        {lines.map((column) => (
          <Line
            key={column}
            title={titleOf(column, t)}
            isChosen={columns.includes(column)}
            isFixed={column === 'name'}
            onToggle={(isOn) => toggle(column, isOn)}
            onMove={(by, event) => move(column, by, event)}
          />
        ))}
      </ul>
      <NewArgument
        onAdd={(column) => set([...new Set([...lines, column])], [...columns, column])}
      />
      <Button size="xs" variant="subtle" onClick={() => set(DEFAULT_COLUMNS, DEFAULT_COLUMNS)}>
        {t('columns.usual')}
      </Button>
    </>
  );
}

interface LineProps {
  title: string;
  isChosen: boolean;
  /** The list cannot do without it. */
  isFixed: boolean;
  onToggle: (isOn: boolean) => void;
  onMove: (by: 1 | -1, event: MouseEvent<HTMLButtonElement>) => void;
}

function Line({ title, isChosen, isFixed, onToggle, onMove }: LineProps) {
  const { t } = useTranslation();
  return (
    <li className={classes.line}>
      <Checkbox
        size="xs"
        className={classes.box}
        label={title}
        checked={isChosen}
        disabled={isFixed}
        onChange={(event) => onToggle(event.currentTarget.checked)}
      />
      {isChosen && (
        <>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('columns.earlier', { column: title })}
            onClick={(event) => onMove(-1, event)}
          >
            <IconArrowUp size={14} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('columns.later', { column: title })}
            onClick={(event) => onMove(1, event)}
          >
            <IconArrowDown size={14} />
          </ActionIcon>
        </>
      )}
    </li>
  );
}

function NewArgument({ onAdd }: { onAdd: (column: Column) => void }) {
  const { t } = useTranslation();
  const [path, setPath] = useState('');
  const column = argumentColumn(path);
  return (
    <form
      className={classes.add}
      onSubmit={(event) => {
        event.preventDefault();
        if (!column) return;
        onAdd(column);
        setPath('');
      }}
    >
      <TextInput
        size="xs"
        label={t('columns.argument')}
        placeholder="chat_id"
        className={classes.path}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        value={path}
        error={path !== '' && !column && t('columns.argument.none')}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="default" disabled={!column}>
        {t('columns.argument.add')}
      </Button>
    </form>
  );
}

/** What has an order, then what could be shown as well. */
function linesOf(columns: readonly Column[], argumentNames: readonly string[]): Column[] {
  const found = argumentNames.flatMap((name) => argumentColumn(name) ?? []);
  return [...new Set([...columns, ...TASK_COLUMNS, ...found])];
}

/** *lines* with *column* on the other side of *other*. */
function moved(lines: readonly Column[], column: Column, other: Column): Column[] {
  const isForward = lines.indexOf(other) < lines.indexOf(column);
  const pair = isForward ? [column, other] : [other, column];
  return lines.filter((each) => each !== column).flatMap((each) => (each === other ? pair : each));
}
