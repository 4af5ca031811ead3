import { useHotkeys } from '@mantine/hooks';
import { useEffect, useRef } from 'react';

const ABOVE = '[role=dialog], [role=menu]';

/** Calls *onEscape* for the key, unless a dialog or a menu is open: then the key is for that. */
export function useEscape(onEscape: () => void): void {
  const isTaken = useRef(false);
  useEffect(() => {
    // Looked at before anything closes for this very key.
    const look = () => {
      isTaken.current = document.querySelector(ABOVE) !== null;
    };
    const stopping = new AbortController();
    window.addEventListener('keydown', look, { capture: true, signal: stopping.signal });
    return () => stopping.abort();
  }, []);
  useHotkeys([['Escape', () => !isTaken.current && onEscape()]]);
}
