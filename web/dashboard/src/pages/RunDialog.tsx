import { useMutation, useQueryClient } from '@tanstack/react-query';
import { createRun } from '../api/runs';
import { RunForm } from '../components/RunForm';

interface Props {
  projects: Parameters<typeof RunForm>[0]['projects'];
  /** Gets the new run's id, or null if there is none. */
  onDone: (id: string | null) => void;
}

export function RunDialog({ projects, onDone }: Props) {
  const client = useQueryClient();
  const creating = useMutation({
    mutationFn: createRun,
    onSuccess: async (run) => {
      await client.invalidateQueries({ queryKey: ['runs'] });
      onDone(run.id);
    },
  });
  return (
    <RunForm
      projects={projects}
      isBusy={creating.isPending}
      error={creating.error}
      onCreate={creating.mutate}
      onClose={() => onDone(null)}
    />
  );
}
