/**
 * Changes that failed while nothing was left on the screen to say so.
 *
 * What a form or a panel asks for, it tells of itself. A menu and the palette are closed by then; and
 * whoever closed a dialog or went on before the answer came would never hear of it.
 */
import {
  useQueryClient,
  type MutationCacheNotifyEvent,
  type QueryClient,
} from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { Key } from '../i18n/en';

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: {
      /** How things are where the change did not come about, which nothing shows. */
      failed?: Key;
      /** Nothing was to change: who went on misses nothing. */
      isRead?: true;
    };
  }
}

export interface Failure {
  /** The same whenever the same thing fails. */
  id: string;
  /** Another one each time. */
  occurrence: number;
  what: Key;
  error: Error;
  /** Absent where only what is closed by now could ask again. */
  again?: () => void;
}

interface Listener {
  failed: (failure: Failure) => void;
  /** What failed before has come about. */
  mended: (id: string) => void;
}

type Mutation = NonNullable<MutationCacheNotifyEvent['mutation']>;

/** Tells *listener* of all that fails unseen; what it returns ends that. */
export function watchFailures(client: QueryClient, listener: Listener): () => void {
  const left = new WeakSet<Mutation>();
  return client.getMutationCache().subscribe((event) => {
    const { type, mutation } = event;
    if (type === 'observerAdded') left.delete(mutation);
    if (type === 'observerRemoved' && isMissed(mutation)) left.add(mutation);
    if (type !== 'updated') return;
    const named = mutation.meta?.failed;
    if (event.action.type === 'success' && named) listener.mended(named);
    if (event.action.type === 'error' && (named ?? left.has(mutation))) {
      listener.failed(failureOf(client, mutation));
    }
  });
}

function isMissed({ state, meta }: Mutation): boolean {
  return state.status === 'pending' && !meta?.isRead;
}

function failureOf(client: QueryClient, mutation: Mutation): Failure {
  const { mutationId: occurrence, meta, options, state } = mutation;
  const reason: unknown = state.error;
  const error = reason instanceof Error ? reason : new Error(String(reason));
  const what = meta?.failed;
  if (!what) return { id: `left-${occurrence}`, occurrence, what: 'toast.left', error };
  const again = () => {
    const anew = client.getMutationCache().build(client, options);
    anew.execute(state.variables).catch(() => undefined); // the watch tells of it
  };
  return { id: what, occurrence, what, error, again };
}

/** What failed unseen and was neither mended nor dismissed, each thing once. */
export function useFailures() {
  const client = useQueryClient();
  const [failures, setFailures] = useState<readonly Failure[]>([]);
  const dismiss = useCallback(
    (id: string) => setFailures((known) => known.filter((each) => each.id !== id)),
    [],
  );
  useEffect(() => {
    const failed = (failure: Failure) =>
      setFailures((known) =>
        known.some(({ id }) => id === failure.id)
          ? known.map((each) => (each.id === failure.id ? failure : each))
          : [...known, failure],
      );
    return watchFailures(client, { failed, mended: dismiss });
  }, [client, dismiss]);
  return { failures, dismiss };
}
