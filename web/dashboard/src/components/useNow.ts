import { createContext, use, useEffect, useState } from 'react';

const TICK = 1000; // ms

/** In ms, where all that is shown is of one moment; null for now. */
export const MomentContext = createContext<number | null>(null);

/** The time in ms, running on second by second while *isRunning*; the moment's, where it stands. */
export function useNow(isRunning: boolean): number {
  const moment = use(MomentContext);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning || moment !== null) return;
    const timer = setInterval(() => setNow(Date.now()), TICK);
    return () => clearInterval(timer);
  }, [isRunning, moment]);
  return moment ?? now;
}
