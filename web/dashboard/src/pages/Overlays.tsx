import { lazy, Suspense } from 'react';
import type { Me } from '../api/types';
import { useSingleKeys } from '../components/useKeys';
import { groupsFor } from '../navigation';

const Commands = lazy(async () => ({ default: (await import('./Commands')).Commands }));
const PauseDialog = lazy(async () => ({ default: (await import('./PauseDialog')).PauseDialog }));
const ShortcutList = lazy(async () => ({
  default: (await import('../components/ShortcutList')).ShortcutList,
}));

/** What opens above every page. */
export type Overlay = 'palette' | 'keys' | 'pause';

interface Props {
  me: Me;
  open: Overlay | undefined;
  onOpen: (overlay: Overlay | undefined) => void;
}

/** Loaded when it is first asked for. */
export function Overlays({ me, open, onOpen }: Props) {
  const [isOn, setOn] = useSingleKeys();
  const onClose = () => onOpen(undefined);
  const pages = groupsFor(me.role === 'admin').flatMap((group) => group.pages);
  return (
    <Suspense fallback={null}>
      {open === 'palette' && <Commands {...{ me, onOpen, onClose }} />}
      {open === 'keys' && <ShortcutList {...{ pages, isOn, onClose }} onTurn={setOn} />}
      {open === 'pause' && <PauseDialog onClose={onClose} />}
    </Suspense>
  );
}
