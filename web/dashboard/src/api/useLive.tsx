import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  use,
  useEffect,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { Live, type LiveStatus } from './live';

const AWAY: LiveStatus = { stream: 'connecting', latency: null };
const LiveContext = createContext<Live | null>(null);

/** Holds the stream open for as long as somebody is signed in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [live] = useState(() => new Live(client));
  useEffect(() => live.start(), [live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLiveStatus(): LiveStatus {
  const live = use(LiveContext);
  return useSyncExternalStore(live?.watch ?? watchNothing, live?.status ?? away);
}

function watchNothing(): () => void {
  return () => undefined;
}

function away(): LiveStatus {
  return AWAY;
}
