import { createColumnHelper, tableFeatures } from '@tanstack/react-table';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  argumentAt,
  isArgument,
  pathOf,
  type ArgumentColumn,
  type Column,
  type TaskColumn,
} from '../api/columns';
import { shownState } from '../api/tasks';
import type { Task } from '../api/types';
import { useFormats } from '../i18n/format';
import { StateLabel } from './StateLabel';
import classes from './TaskTable.module.css';
import { useNow } from './useNow';

// Only the core: the server filters and sorts, and the URL holds by what.
export const features = tableFeatures({});
const helper = createColumnHelper<typeof features, Task>();

/** A column's id is the API's field and its class in the row. */
const cells: Record<TaskColumn, (task: Task) => ReactNode> = {
  id: (task) => task.id,
  name: (task) => <NameCell task={task} />,
  state: (task) => <StateCell task={task} />,
  owner: (task) => <Clipped text={task.owner?.name ?? task.owner?.id} />,
  project: (task) => <Clipped text={task.project} />,
  queue: (task) => <Clipped text={task.queue} />,
  priority: (task) => <CountCell number={task.priority} />,
  attempt: (task) => <AttemptCell task={task} />,
  created_at: (task) => <TimeCell at={task.created_at} />,
  scheduled_at: (task) => <TimeCell at={task.scheduled_at} />,
  started_at: (task) => <TimeCell at={task.started_at} />,
  finished_at: (task) => <TimeCell at={task.finished_at} />,
  wait: (task) => <SpanCell from={dueAt(task)} to={waitEnd(task)} />,
  run: (task) => <SpanCell from={task.started_at} to={task.finished_at} />,
  progress: (task) => <ProgressCell task={task} />,
  error: (task) => <Clipped text={task.error} />,
};

export function tableColumns(columns: readonly Column[]) {
  return helper.columns(
    columns.map((id) =>
      helper.display({
        id,
        cell: ({ row }) =>
          isArgument(id) ? (
            <ArgumentCell task={row.original} column={id} />
          ) : (
            cells[id](row.original)
          ),
      }),
    ),
  );
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

function StateCell({ task }: { task: Task }) {
  const { share } = useFormats();
  const { state, progress } = task;
  const known = state === 'in_progress' && progress?.total ? progress : null;
  return (
    <>
      <StateLabel state={shownState(task)} />
      {known?.total && <span className={classes.share}>{share(known.done / known.total)}</span>}
    </>
  );
}

function CountCell({ number }: { number: number }) {
  const { count } = useFormats();
  return <span>{count(number)}</span>;
}

function AttemptCell({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { attempt, max_attempts } = task;
  if (max_attempts === null) return <CountCell number={attempt} />;
  return <Clipped text={t('task.attempt.of', { number: attempt, most: max_attempts })} />;
}

function ProgressCell({ task }: { task: Task }) {
  const { count } = useFormats();
  const { progress } = task;
  return <Clipped text={progress && `${count(progress.done)} / ${count(progress.total)}`} />;
}

function TimeCell({ at }: { at: string | null }) {
  const { moment, exact } = useFormats();
  if (at === null) return <None />;
  return (
    <time dateTime={at} title={exact(at)}>
      {moment(at)}
    </time>
  );
}

/** How long it was between two times, or is by now; nothing for what has yet to come. */
function SpanCell({ from, to }: { from: string | null; to: string | null }) {
  const { duration } = useFormats();
  const now = useNow(from !== null && to === null);
  const length = (to === null ? now : Date.parse(to)) - Date.parse(from ?? '');
  return length >= 0 ? <span>{duration(length)}</span> : <None />;
}

function ArgumentCell({ task, column }: { task: Task; column: ArgumentColumn }) {
  const value = task.args && argumentAt(task.args, column);
  return <Clipped text={typeof value === 'string' ? value : JSON.stringify(value)} />;
}

const LONGEST = 500; // characters of what a column shows, which is never as wide

function Clipped({ text }: { text: string | null | undefined }) {
  if (text === null || text === undefined) return <None />;
  const clipped = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return <span title={clipped}>{clipped}</span>;
}

function None() {
  const { t } = useTranslation();
  return <>{t('task.none')}</>;
}

/** From when on it can be taken. */
function dueAt({ created_at, scheduled_at }: Task): string {
  const isLater = scheduled_at !== null && Date.parse(scheduled_at) > Date.parse(created_at);
  return isLater ? scheduled_at : created_at;
}

/** A task that waits for another attempt has started before; one that was called off never does. */
function waitEnd({ state, started_at, finished_at }: Task): string | null {
  return state === 'pending' ? null : (started_at ?? finished_at);
}
