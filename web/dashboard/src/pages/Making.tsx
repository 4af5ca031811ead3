import { useNavigate } from '@tanstack/react-router';
import type { Project } from '../api/types';
import { ExperimentDialog } from './ExperimentDialog';
import { ImportDialog } from './ImportDialog';
import { RunDialog } from './RunDialog';

export type Made = 'import' | 'run' | 'experiment';

interface Props {
  what: Made;
  /** Those that the reader may put something into. */
  projects: Project[];
  project: string | undefined;
  onClose: () => void;
}

/** What is made from any page, by its dialog; what it made is opened. */
export function Making({ what, onClose, ...given }: Props) {
  const navigate = useNavigate();
  if (what === 'import') return <ImportDialog {...given} files={null} onClose={onClose} />;
  if (what === 'run') {
    return (
      <RunDialog
        projects={given.projects}
        onDone={(run) => {
          onClose();
          if (run !== null) void navigate({ to: '/runs', search: { run } });
        }}
      />
    );
  }
  return (
    <ExperimentDialog
      {...given}
      files={null}
      onDone={(id) => {
        onClose();
        if (id !== null) void navigate({ to: '/experiments/$id', params: { id } });
      }}
    />
  );
}
