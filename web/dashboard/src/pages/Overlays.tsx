import { lazy, Suspense, useState } from 'react';
import type { Me } from '../api/types';
import { keysAtHand, useSingleKeys } from '../components/useKeys';
import type { Made } from './Making';

const Commands = lazy(async () => ({ default: (await import('./Commands')).Commands }));
const Making = lazy(async () => ({ default: (await import('./Making')).Making }));
const PauseDialog = lazy(async () => ({ default: (await import('./PauseDialog')).PauseDialog }));
const ShortcutList = lazy(async () => ({
  default: (await import('../components/ShortcutList')).ShortcutList,
}));

/** What opens above every page. */
export type Overlay = 'palette' | 'keys' | 'pause' | Made;

interface Props {
  me: Me;
  open: Overlay | undefined;
  onOpen: (overlay: Overlay | undefined) => void;
}

/** Loaded when it is first asked for. */
export function Overlays({ me, open, onOpen }: Props) {
  const onClose = () => onOpen(undefined);
  return (
    <Suspense fallback={null}>
      {open === 'palette' && <Commands {...{ me, onOpen, onClose }} />}
      {open === 'keys' && <Keys onClose={onClose} />}
      {open === 'pause' && <PauseDialog what="everything" onClose={onClose} />}
      {(open === 'import' || open === 'run' || open === 'experiment') && (
        <Making what={open} onClose={onClose} />
      )}
    </Suspense>
  );
}

function Keys({ onClose }: { onClose: () => void }) {
  const [isOn, setOn] = useSingleKeys();
  const [groups] = useState(keysAtHand);
  return <ShortcutList {...{ groups, isOn, onClose }} onTurn={setOn} />;
}
