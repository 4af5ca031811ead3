/** Columns of the task list: those of every task, and any field of its arguments. */
import type { Json, Task } from './types';

export const TASK_COLUMNS = [
  ...(['id', 'name', 'state', 'owner', 'project', 'queue', 'priority', 'attempt'] as const),
  ...(['worker', 'created_at', 'scheduled_at', 'started_at', 'finished_at'] as const),
  ...(['wait', 'run', 'progress', 'error'] as const),
] as const;
export type TaskColumn = (typeof TASK_COLUMNS)[number];
/** `args.chat_id`; with points further in. */
export type ArgumentColumn = `args.${string}`;
export type Column = TaskColumn | ArgumentColumn;

export const DEFAULT_COLUMNS: readonly Column[] = [
  ...(['id', 'name', 'state', 'owner', 'project', 'created_at'] as const),
];

const MOST = 24; // columns
const LONGEST = 100; // characters of an argument's path

/** The columns that an address names. A row without its name would have no link. */
export function readColumns(text: string | undefined): readonly Column[] {
  const named = [...new Set((text ?? '').split(','))].filter(isColumn).slice(0, MOST);
  if (named.length === 0) return DEFAULT_COLUMNS;
  return named.includes('name') ? named : ['name', ...named];
}

/** *columns* as an address names them; nothing for those that are shown without a word. */
export function writeColumns(columns: readonly Column[]): string {
  const text = columns.join(',');
  return text === DEFAULT_COLUMNS.join(',') ? '' : text;
}

/** The column of the argument at *path*, if it can be one. */
export function argumentColumn(path: string): ArgumentColumn | undefined {
  const column = `args.${path.trim().replace(/^args\./, '')}` as const;
  return isArgument(column) ? column : undefined;
}

export function isArgument(column: string): column is ArgumentColumn {
  return /^args\.[^,\s]+$/.test(column) && column.length <= LONGEST;
}

export function pathOf(column: ArgumentColumn): string {
  return column.slice('args.'.length);
}

/** What *args* have at the path of *column*: a name with points in it goes before a way inwards. */
export function argumentAt(args: Json, column: ArgumentColumn): Json {
  const path = pathOf(column);
  return isObject(args) && Object.hasOwn(args, path) ? args[path] : inwards(args, path.split('.'));
}

/** The names of arguments in *tasks*, by the alphabet. */
export function argumentNames(tasks: readonly Task[]): string[] {
  const names = new Set(tasks.flatMap(({ args }) => (isObject(args) ? Object.keys(args) : [])));
  return [...names].filter((name) => isArgument(`args.${name}`)).toSorted();
}

function inwards(value: Json, path: readonly string[]): Json {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  return isObject(value) && Object.hasOwn(value, name) ? inwards(value[name], rest) : undefined;
}

function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isColumn(text: string): text is Column {
  return TASK_COLUMNS.some((each) => each === text) || isArgument(text);
}
