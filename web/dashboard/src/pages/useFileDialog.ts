import { useState } from 'react';
import type { Project } from '../api/types';
import { useFileDrop } from '../components/useFileDrop';
import { useMayAct } from './me';
import { useWritable } from './useWritable';

interface FileDialog {
  /** Those that the reader may put something into. */
  projects: Project[];
  isOffered: boolean;
  /** A file is held over the page. */
  isOver: boolean;
  /** What the dialog begins with; null while it is closed. */
  asked: { files: FileList | null } | null;
  open: () => void;
  close: () => void;
}

/** A dialog that a button opens, or a file that is dropped on the page, for those who may. */
export function useFileDialog(): FileDialog {
  const [asked, setAsked] = useState<FileDialog['asked']>(null);
  const projects = useWritable();
  const isOffered = useMayAct() && projects.length > 0;
  const isOver = useFileDrop(isOffered && asked === null, (files) => setAsked({ files }));
  return {
    ...{ projects, isOffered, isOver, asked },
    open: () => setAsked({ files: null }),
    close: () => setAsked(null),
  };
}
