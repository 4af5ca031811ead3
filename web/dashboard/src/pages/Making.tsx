import { useNavigate } from '@tanstack/react-router';
import { ExperimentDialog } from './ExperimentDialog';
import { ImportDialog } from './ImportDialog';
import { RunDialog } from './RunDialog';
import { useProject } from './useProject';
import { useWritable } from './useWritable';

export type Made = 'import' | 'run' | 'experiment';

interface Props {
  what: Made;
  onClose: () => void;
}

/** What is made from any page, by its dialog; what it made is opened. */
export function Making({ what, onClose }: Props) {
  const navigate = useNavigate();
  const [project] = useProject();
  const projects = useWritable();
  const given = { projects, project };
  // The dialogs begin with one of them: they wait until they are known.
  if (projects.length === 0) return null;
  if (what === 'import') return <ImportDialog {...given} files={null} onClose={onClose} />;
  if (what === 'run') {
    return (
      <RunDialog
        projects={projects}
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
