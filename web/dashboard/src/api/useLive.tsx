import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  use,
  useEffect,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { Live, NOT_YET, type LiveStatus } from './live';
import type { Percentiles } from './speed';

const LiveContext = createContext<Live | null>(null);

interface Props {
  /** The id of who is signed in. */
  person: string;
  /** The id of the last event before anything was read of what is shown to them. */
  since: string;
  children: ReactNode;
}

/** Holds the stream open for as long as somebody is signed in. */
export function LiveProvider({ person, since, children }: Props) {
  const client = useQueryClient();
  const [live] = useState(() => new Live(client, person, since));
  useEffect(() => live.start(), [live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLiveStatus(): LiveStatus {
  const live = use(LiveContext);
  return useSyncExternalStore(live?.watch ?? watchNothing, live?.status ?? away);
}

/** Whether the stream is up, and whatever happens is heard. */
export function useIsLive(): boolean {
  const live = use(LiveContext);
  return useSyncExternalStore(live?.watch ?? watchNothing, live?.isUp ?? isAway);
}

/** Whether the server can be asked: no word that there is no network, or that the stream is cut. */
export function useOnline(): boolean {
  const { state } = useLiveStatus();
  const isConnected = useSyncExternalStore(watchNetwork, () => navigator.onLine);
  return isConnected && state !== 'offline' && state !== 'reconnecting';
}

function watchNetwork(watcher: () => void): () => void {
  const listening = new AbortController();
  for (const change of ['online', 'offline']) {
    window.addEventListener(change, watcher, { signal: listening.signal });
  }
  return () => listening.abort();
}

/** Commit to screen of the last minute's events, at the moment of the call. */
export function useSpeed(): () => Percentiles | null {
  return use(LiveContext)?.speed ?? nothing;
}

function nothing(): null {
  return null;
}

function watchNothing(): () => void {
  return () => undefined;
}

function isAway(): boolean {
  return false;
}

function away(): LiveStatus {
  return NOT_YET;
}
