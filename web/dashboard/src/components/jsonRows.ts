/** The rows of a tree of JSON, as far as it is open. */
import type { Json } from '../api/types';

const PART = 100; // children that are shown at once
const SMALL = 40; // values that are all shown at first

interface Place {
  /** Unique, and as one writes it: `args.chat.ids[3]`. */
  path: string;
  depth: number;
}

export type TreeRow = Place &
  (
    | { kind: 'branch'; name: string | null; value: Json; size: number }
    | { kind: 'leaf'; name: string | null; value: Json }
    /** There are more children of the row *of*; the next part goes *upto* so many. */
    | { kind: 'more'; of: string; left: number; upto: number }
  );

type Child = [path: string, name: string, value: Json];

/** What is in *value*, without a row of its own unless nothing is in it. */
export function treeRows(
  value: Json,
  path: string,
  open: ReadonlySet<string>,
  limits: ReadonlyMap<string, number>,
): TreeRow[] {
  const children = childrenOf(value, path);
  if (children.length === 0) return [{ kind: 'leaf', name: null, value, path, depth: 0 }];
  return rowsIn(children, path, 0, open, limits);
}

/** All of what is small, and only the outermost names of what is not. */
export function firstOpen(value: Json, path: string): ReadonlySet<string> {
  const open = new Set<string>();
  const walk = (inner: Json, at: string): number => {
    const children = childrenOf(inner, at);
    if (children.length > 0) open.add(at);
    return children.reduce((sum, [each, , child]) => sum + walk(child, each), 1);
  };
  return walk(value, path) <= SMALL ? open : new Set();
}

function rowsIn(
  children: Child[],
  parent: string,
  depth: number,
  open: ReadonlySet<string>,
  limits: ReadonlyMap<string, number>,
): TreeRow[] {
  const limit = limits.get(parent) ?? PART;
  const rows = children.slice(0, limit).flatMap(([path, name, value]): TreeRow[] => {
    const inner = childrenOf(value, path);
    if (inner.length === 0) return [{ kind: 'leaf', name, value, path, depth }];
    const row = { kind: 'branch', name, value, size: inner.length, path, depth } as const;
    return open.has(path) ? [row, ...rowsIn(inner, path, depth + 1, open, limits)] : [row];
  });
  const left = children.length - limit;
  if (left <= 0) return rows;
  const more = { of: parent, left, upto: limit + PART, path: `${parent} …`, depth };
  return [...rows, { kind: 'more', ...more }];
}

function childrenOf(value: Json, path: string): Child[] {
  if (Array.isArray(value)) {
    return value.map((each, index) => [`${path}[${index}]`, String(index), each]);
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).map(([key, each]) => [
    /^[\w-]+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`,
    JSON.stringify(key),
    each,
  ]);
}
