import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import {
  argumentAt,
  isArgument,
  pathOf,
  type ArgumentColumn,
  type Column,
  type TaskColumn,
} from '../api/columns';
import { runsSince, shownState, waitsSince } from '../api/tasks';
import type { Task } from '../api/types';
import { unturned } from './plainText';
import { StateMark } from './StateLabel';
import classes from './TaskTable.module.css';
import { useNow } from './useNow';
import type { Words } from './useWords';

type Cell = (task: Task, words: Words) => ReactNode;

/** A column's id is the API's field and its class in the row. */
const cells: Record<TaskColumn, Cell> = {
  id: (task) => task.id,
  name: (task) => <NameCell task={task} />,
  state: stateCell,
  owner: ({ owner }, words) => clipped(owner?.name ?? owner?.id, words),
  project: ({ project }, words) => clipped(project, words),
  queue: ({ queue }, words) => clipped(queue, words),
  priority: ({ priority }, { count }) => <span>{count(priority)}</span>,
  attempt: attemptCell,
  worker: ({ worker }, words) => clipped(worker, words),
  created_at: ({ created_at }, words) => timeCell(created_at, words),
  scheduled_at: ({ scheduled_at }, words) => timeCell(scheduled_at, words),
  started_at: ({ started_at }, words) => timeCell(started_at, words),
  finished_at: ({ finished_at }, words) => timeCell(finished_at, words),
  wait: (task, words) => <SpanCell since={waitsSince(task)} ms={task.wait_ms} words={words} />,
  run: (task, words) => <SpanCell since={runsSince(task)} ms={task.run_ms} words={words} />,
  progress: progressCell,
  error: ({ error }, words) => clipped(error, words),
};

export function cellOf(column: Column, task: Task, words: Words): ReactNode {
  return isArgument(column) ? argumentCell(task, column, words) : cells[column](task, words);
}

/** Columns of arguments have a class together. */
export function classOf(column: string): string | undefined {
  return classes[isArgument(column) ? 'args' : column];
}

/** An argument is called what it is called in the code. */
export function titleOf(column: Column, t: TFunction): string {
  return isArgument(column) ? pathOf(column) : t(`tasks.column.${column}`);
}

/** A real link that covers its row: it can be opened in a new tab and reached by keyboard. */
function NameCell({ task }: { task: Task }) {
  return (
    <Link
      from="/"
      to="/"
      search={(search) => ({ ...search, task: task.id })}
      className={classes.link}
      title={task.name}
    >
      {task.name}
    </Link>
  );
}

function stateCell(task: Task, { share, t }: Words) {
  const { state, progress } = task;
  const shown = shownState(task);
  const isKnown = state === 'in_progress' && progress !== null && progress.total > 0;
  const done = isKnown ? share(progress.done / progress.total) : null;
  return (
    <>
      <StateMark state={shown} word={t(`state.${shown}`)} />
      {done !== null && (
        <span className={classes.share} title={done}>
          {done}
        </span>
      )}
    </>
  );
}

function attemptCell({ attempt, max_attempts }: Task, words: Words) {
  if (max_attempts === null) return <span>{words.count(attempt)}</span>;
  return clipped(words.t('task.attempt.of', { number: attempt, most: max_attempts }), words);
}

function progressCell({ progress }: Task, words: Words) {
  const { count } = words;
  return clipped(progress && `${count(progress.done)} / ${count(progress.total)}`, words);
}

function timeCell(at: string | null, { moment, exact, t }: Words) {
  if (at === null) return t('task.none');
  return (
    <time dateTime={at} title={exact(at)}>
      {moment(at)}
    </time>
  );
}

interface SpanProps {
  /** Where it goes on. */
  since: string | null;
  ms: number | null;
  words: Words;
}

/** How long it was, or is by now; nothing for what has yet to come. */
function SpanCell({ since, ms, words }: SpanProps) {
  const { duration, t } = words;
  const now = useNow(since !== null);
  const length = since === null ? ms : now - Date.parse(since);
  return length !== null && length >= 0 ? <span>{duration(length)}</span> : t('task.none');
}

function argumentCell(task: Task, column: ArgumentColumn, words: Words) {
  const value = argumentAt(task.args, column);
  return clipped(typeof value === 'string' ? value : JSON.stringify(value), words);
}

const LONGEST = 500; // characters of what a column shows, which is never as wide

function clipped(text: string | null | undefined, { t }: Words) {
  if (text === null || text === undefined) return t('task.none');
  const shown = unturned(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
  return <span title={shown}>{shown}</span>;
}
