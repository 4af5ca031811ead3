import { useEffect, useRef, useState } from 'react';

const TICK = 1000; // ms between two moments that are shown

export const SPEEDS = ['1', '5', '15', '60'] as const;
export type Speed = (typeof SPEEDS)[number];

export interface Replay {
  isRunning: boolean;
  speed: Speed;
  setSpeed: (speed: Speed) => void;
  start: () => void;
  stop: () => void;
}

/**
 * Lets the time of a moment run, some times as fast as it did, until it has reached now.
 *
 * What takes longer to read than a tick is waited for, and the time that this took is not lost:
 * the next step is the longer. A tab that nobody sees stands still.
 */
export function useReplay(at: number, isReading: boolean, onMove: (at: number) => void): Replay {
  const [isRunning, setRunning] = useState(false);
  const [speed, setSpeed] = useState<Speed>('1');
  const latest = useRef({ at, isReading, onMove });
  useEffect(() => {
    latest.current = { at, isReading, onMove };
  });
  useEffect(() => {
    if (!isRunning) return;
    let moved = Date.now();
    const timer = setInterval(() => {
      const now = Date.now();
      const { at, isReading, onMove } = latest.current;
      if (document.hidden) moved = now;
      if (document.hidden || isReading) return;
      const next = at + (now - moved) * Number(speed);
      moved = now;
      if (next >= now) setRunning(false);
      onMove(Math.min(next, now));
    }, TICK);
    return () => clearInterval(timer);
  }, [isRunning, speed]);
  return {
    ...{ isRunning, speed, setSpeed },
    start: () => setRunning(true),
    stop: () => setRunning(false),
  };
}
