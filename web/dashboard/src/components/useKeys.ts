import { useLocalStorage } from '@mantine/hooks';
import type { TablerIcon } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';

const PATIENCE = 1500; // ms for the second key of two
const TAKES_KEYS = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu]';

export interface Key {
  /** In the reader's language. */
  does: string;
  /** Absent where the browser does it by itself. */
  act?: (event?: KeyboardEvent) => void;
  /** Of what is also found by its name, among the commands. */
  icon?: TablerIcon;
}

/** What single keys do: `j` alone, or `g t` one after the other. */
export type Keys = Readonly<Record<string, Key>>;

export interface KeyGroup {
  /** Where the keys act, for their list. */
  title: string;
  keys: Keys;
}

interface Listening extends KeyGroup {
  isEverywhere: boolean;
}

const listening = new Set<{ current: Listening }>();

/** What the keys do, those of one title together: on the page at hand, then on every page. */
export function keysAtHand(): KeyGroup[] {
  const groups = new Map<string, Keys>();
  const all = [...listening].map(({ current }) => current);
  const ordered = [true, false].flatMap((isOwn) =>
    all.filter(({ isEverywhere }) => isEverywhere !== isOwn),
  );
  for (const current of ordered) {
    groups.set(current.title, { ...groups.get(current.title), ...current.keys });
  }
  return [...groups].map(([title, keys]) => ({ title, keys }));
}

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
  /** Whether they act on every page. */
  isEverywhere?: boolean;
}

/** Listens for *keys* wherever nobody types and no dialog is open, and lists them under *title*. */
export function useKeys(title: string, keys: Keys, options: Options = {}): void {
  const { repeat = false, isEverywhere = false } = options;
  const [isOn] = useSingleKeys();
  const latest = useRef<Listening>({ title, keys, isEverywhere });
  useEffect(() => {
    latest.current = { title, keys, isEverywhere };
  });
  useEffect(() => {
    listening.add(latest);
    return () => void listening.delete(latest);
  }, []);
  useEffect(() => {
    if (!isOn) return;
    let first: { key: string; at: number } | undefined;
    const listen = (event: KeyboardEvent) => {
      if (isElsewhere(event) || (event.repeat && !repeat)) return;
      const key = keyOf(event);
      const both = first && event.timeStamp - first.at < PATIENCE ? `${first.key} ${key}` : key;
      const { keys: known } = latest.current;
      const act = (known[both] ?? known[key])?.act;
      const mayFollow = Object.keys(known).some((each) => each.startsWith(`${key} `));
      first = mayFollow ? { key, at: event.timeStamp } : undefined;
      if (!act) return;
      event.preventDefault();
      act(event);
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
