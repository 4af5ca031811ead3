import { useEffect, useRef } from 'react';

/** What a key of one letter does, by the letter. */
export type Keys = Readonly<Record<string, () => void>>;

const ELSEWHERE = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu]';

/**
 * Keys that act on the page as a whole. They rest while somebody types, in dialogs, and while held
 * down. On a keyboard of other letters, a key is the one at its place.
 */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (event.target instanceof Element && event.target.closest(ELSEWHERE)) return;
      const act = latest.current[letterOf(event)];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
}

function letterOf({ key, code }: KeyboardEvent): string {
  if (/^[a-z]$/i.test(key) || !code.startsWith('Key')) return key.toLowerCase();
  return code.slice('Key'.length).toLowerCase();
}
