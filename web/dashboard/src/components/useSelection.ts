import { useCallback, useLayoutEffect, useRef, useState } from 'react';

interface Chosen {
  ids: ReadonlySet<string>;
  isAll: boolean;
}

const NONE: Chosen = { ids: new Set(), isAll: false };

export interface Selection {
  ids: ReadonlySet<string>;
  /** All that the filters find, listed or not. */
  isAll: boolean;
  has: (id: string) => boolean;
  /** Of what is listed. */
  listed: 'none' | 'some' | 'all';
  /** The same function for the same list, whatever comes and goes. */
  toggle: (id: string, isRange: boolean) => void;
  toggleListed: () => void;
  chooseAll: () => void;
  clear: () => void;
}

/**
 * The chosen rows, by id: what comes, goes or moves in the list changes nothing of them.
 *
 * A range goes from the row that was last chosen or left, and does to all of it what is done to
 * its end. Leaving one of *all* keeps the others that are listed. Of another list, named by *of*,
 * nothing is chosen.
 */
export function useSelection(listed: readonly string[], of: string): Selection {
  const [chosen, setState] = useState({ of, ...NONE });
  const { ids, isAll } = chosen.of === of ? chosen : NONE;
  const setChosen = (next: Chosen) => setState({ of, ...next });
  const anchor = useRef<string | null>(null);
  const has = (id: string) => isAll || ids.has(id);
  const many = isAll ? listed.length : ids.size && listed.filter(has).length;
  const all = many > 0 && many === listed.length;

  const latest = useRef(listed);
  useLayoutEffect(() => {
    latest.current = listed;
  }, [listed]);
  const toggle = useCallback(
    (id: string, isRange: boolean) => {
      const now = latest.current;
      const range = isRange ? between(now, anchor.current, id) : [id];
      anchor.current = id;
      setState((state) => ({ of, ...toggled(state.of === of ? state : NONE, now, id, range) }));
    },
    [of],
  );
  return {
    ...{ ids, isAll, has, toggle },
    listed: all ? 'all' : many > 0 ? 'some' : 'none',
    toggleListed: () => setChosen(all ? NONE : { ids: new Set([...ids, ...listed]), isAll: false }),
    chooseAll: () => setChosen({ ids: new Set(listed), isAll: true }),
    clear: () => setChosen(NONE),
  };
}

/** *range* done to as is done to *id*, which is one of it. */
function toggled(
  { ids, isAll }: Chosen,
  listed: readonly string[],
  id: string,
  range: readonly string[],
): Chosen {
  const next = new Set(isAll ? listed : ids);
  const isWanted = !isAll && !ids.has(id);
  for (const each of range) {
    if (isWanted) next.add(each);
    else next.delete(each);
  }
  return { ids: next, isAll: false };
}

/** From *a* to *b*, both with; only *b* if *a* is not listed any more. */
function between(listed: readonly string[], a: string | null, b: string): readonly string[] {
  const from = a === null ? -1 : listed.indexOf(a);
  const to = listed.indexOf(b);
  return from === -1 ? [b] : listed.slice(Math.min(from, to), Math.max(from, to) + 1);
}
