/**
 * Changes that failed while nothing was left on the screen to say so.
 *
 * What a form or a panel asks for, it tells of itself. A menu and the palette are closed by then; and
 * whoever closed a dialog or went on before the answer came would never hear of it. What has no name
 * (`useDeed`) only reads, or is stopped by going on: who did misses nothing.
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
    };
  }
}

export type Failure = Told & (Unseen | Left);

interface Told {
  /** The same whenever the same thing fails. */
  id: string;
  /** Another one each time. */
  occurrence: number;
  error: Error;
}

interface Unseen {
  what: Key;
  again: () => void;
}

/** Only what is closed by now could ask again. */
interface Left {
  name: string;
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
    if (type === 'observerRemoved' && mutation.state.status === 'pending') left.add(mutation);
    if (type !== 'updated') return;
    const named = mutation.meta?.failed;
    if (event.action.type === 'success' && named) listener.mended(named);
    if (event.action.type !== 'error') return;
    if (named) listener.failed(failureOf(client, mutation, named));
    else if (left.has(mutation)) tellLeft(mutation, listener);
  });
}

function tellLeft(mutation: Mutation, { failed }: Listener): void {
  const { mutationId: occurrence, state } = mutation;
  const name: unknown = state.context;
  if (typeof name !== 'string') return;
  const error = errorOf(mutation);
  failed({ id: `left-${occurrence}`, occurrence, name, error });
}

function failureOf(client: QueryClient, mutation: Mutation, what: Key): Failure {
  const { mutationId: occurrence, options, state } = mutation;
  const error = errorOf(mutation);
  const again = () => {
    const anew = client.getMutationCache().build(client, options);
    anew.execute(state.variables).catch(() => undefined); // the watch tells of it
  };
  return { id: what, occurrence, what, error, again };
}

function errorOf({ state }: Mutation): Error {
  const reason: unknown = state.error;
  return reason instanceof Error ? reason : new Error(String(reason));
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
