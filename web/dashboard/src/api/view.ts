/** The list's view as the URL and the query keys hold it. Anything else is left out. */
import * as v from 'valibot';
import { id, oneOf, prefix, word } from './address';
import { moment, WINDOWS, type Window } from './moments';
import { panelEntries, type PanelView } from './panel';
import { chartFields, type ChartView } from './series';
import { isSort, type Sort, type TaskView } from './tasks';
import { TASK_STATES } from './types';

const states = v.pipe(
  v.union([v.array(v.string()), v.string()]),
  v.transform((given) => TASK_STATES.filter((state) => [given].flat().includes(state))),
  v.transform((known) => (known.length ? known : undefined)),
);

const board = v.object({
  state: v.fallback(v.optional(states), undefined),
  q: word,
  name: word,
  id: prefix,
  owner: word,
  project: word,
  sort: v.fallback(v.optional(v.custom<Sort>(isSort)), undefined),
  columns: word,
  view: id,
  bulk: id,
  task: word,
  as_of: moment,
  window: oneOf(WINDOWS),
  ...chartFields,
  ...panelEntries,
});

/** What `/` holds in its URL: the view, the open task with its panel, and what is drawn above. */
export type BoardSearch = TaskView &
  ChartView &
  PanelView & {
    task?: string;
    /** As `readColumns` reads them. */
    columns?: string;
    /** Of the saved view that this came from. */
    view?: string;
    /** Of the task that carries out an action on many, whose outcome is shown until dismissed. */
    bulk?: string;
    /** The moment that all of it is of: the id of an event, or a time; now where it is absent. */
    as_of?: string;
    window?: Window;
  };

/** Without an open task. */
export const CLOSED: BoardSearch = {
  task: '',
  ...Object.fromEntries(Object.keys(panelEntries).map((key) => [key, undefined])),
};

export function readBoard(search: unknown): BoardSearch {
  const result = v.safeParse(board, search);
  return result.success ? present(result.output) : {};
}

export function viewOf(search: BoardSearch): TaskView {
  const { state, q, name, id, owner, project, sort } = search;
  return present({ state, q, name, id, owner, project, sort });
}

/** What the panel of the open task shows. */
export function panelOf(search: BoardSearch): PanelView {
  const { tab, wide, level, attempt, find, compare, span_id } = search;
  return present({ tab, wide, level, attempt, find, compare, span_id });
}

/** Without the keys that hold nothing, so that equal views are equal query keys and short URLs. */
export function present<T extends object>(values: T): T {
  const kept = { ...values };
  for (const key of Object.keys(kept)) {
    const value: unknown = Reflect.get(kept, key);
    if (value === undefined || value === '') Reflect.deleteProperty(kept, key);
  }
  return kept;
}
