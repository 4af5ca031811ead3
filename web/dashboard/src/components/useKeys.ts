import { useLocalStorage } from '@mantine/hooks';
import { useEffect, useRef } from 'react';

const PATIENCE = 1500; // ms for the second key of two
const TAKES_KEYS = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu]';

/** What single keys do: `j` alone, or `g t` one after the other. */
export type Keys = Readonly<Record<string, () => void>>;

/** Whether single keys do anything; who dictates or hits keys by chance turns them off. */
export function useSingleKeys() {
  return useLocalStorage({
    key: 'orakul.keys',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
}

interface Options {
  /** Whether a key that is held down acts again and again. */
  repeat?: boolean;
}

/** Listens for *keys* wherever nobody types and no dialog is open. */
export function useKeys(keys: Keys, { repeat = false }: Options = {}): void {
  const [isOn] = useSingleKeys();
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    if (!isOn) return;
    let first: { key: string; at: number } | undefined;
    const listen = (event: KeyboardEvent) => {
      if (isElsewhere(event) || (event.repeat && !repeat)) return;
      const key = keyOf(event);
      const both = first && event.timeStamp - first.at < PATIENCE ? `${first.key} ${key}` : key;
      const act = latest.current[both] ?? latest.current[key];
      const mayFollow = Object.keys(latest.current).some((each) => each.startsWith(`${key} `));
      first = mayFollow ? { key, at: event.timeStamp } : undefined;
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [isOn, repeat]);
}

function isElsewhere(event: KeyboardEvent): boolean {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  return target instanceof Element && target.closest(TAKES_KEYS) !== null;
}

/** A letter by where it stands, if the keyboard writes another alphabet. */
function keyOf({ key, code }: KeyboardEvent): string {
  const isForeign = key.length === 1 && key > '\u007f' && code.startsWith('Key');
  return (isForeign ? code.slice('Key'.length) : key).toLowerCase();
}
