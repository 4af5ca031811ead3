import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { boardOf, departs, mayChange, mayDelete, savedViews } from '../api/savedViews';
import type { Me, SavedView } from '../api/types';
import type { BoardSearch } from '../api/view';
import { ViewMenu, type ViewDeed } from '../components/ViewMenu';
import { useMe } from './me';
import { ViewDialogs } from './ViewDialogs';

interface Props {
  search: BoardSearch;
  /** The board becomes this. */
  onBoard: (search: BoardSearch) => void;
}

/** The saved views of the board. */
export function Views({ search, onBoard }: Props) {
  const me = useMe();
  const { data: views = [], error } = useQuery(savedViews);
  // The view that is being dealt with stays the same while the dialog is open.
  const [asked, setAsked] = useState<{ deed: ViewDeed; view: SavedView | undefined }>();
  const chosen = views.find(({ id }) => id === search.view);
  const isChanged = chosen !== undefined && departs(search, chosen);
  if (!me) return null;
  return (
    <>
      <ViewMenu
        {...{ views, chosen, isChanged }}
        problem={views.length === 0 ? error?.message : undefined}
        person={me.id}
        deeds={deedsOf(me, chosen, isChanged)}
        onChoose={(view) => onBoard(boardOf(view))}
        onDeed={(deed) => setAsked({ deed, view: chosen })}
      />
      {asked && (
        <ViewDialogs
          {...asked}
          {...{ me, search }}
          onSaved={(view) => onBoard({ ...search, view: view.id })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

/** A view is its owner's to change, while they may change what is in the project that sees it. */
function deedsOf(me: Me, chosen: SavedView | undefined, isChanged: boolean): ViewDeed[] {
  const isOwn = chosen?.owner.id === me.id;
  const mayUpdate = isOwn && isChanged && mayChange(me, chosen);
  return [
    ...(mayUpdate ? (['update'] as const) : []),
    'save',
    ...(isOwn ? (['change'] as const) : []),
    ...(chosen && mayDelete(me, chosen) ? (['delete'] as const) : []),
  ];
}
