import { lazy, Suspense, useState } from 'react';
import type { Me } from '../api/types';
import { keysAtHand, useSingleKeys } from '../components/useKeys';
import type { Made } from './Making';
import { useProject } from './useProject';
import { useWritable } from './useWritable';

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
  const [project] = useProject();
  const projects = useWritable();
  if (open === undefined) return null;
  return (
    <Suspense fallback={null}>
      {open === 'palette' && (
        <Commands {...{ me, onOpen, onClose }} mayMake={projects.length > 0} />
      )}
      {open === 'keys' && <Keys onClose={onClose} />}
      {open === 'pause' && <PauseDialog onClose={onClose} />}
      {(open === 'import' || open === 'run' || open === 'experiment') && (
        <Making what={open} {...{ projects, project, onClose }} />
      )}
    </Suspense>
  );
}

function Keys({ onClose }: { onClose: () => void }) {
  const [isOn, setOn] = useSingleKeys();
  const [groups] = useState(keysAtHand);
  return <ShortcutList {...{ groups, isOn, onClose }} onTurn={setOn} />;
}
