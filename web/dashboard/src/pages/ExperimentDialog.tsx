import { useMutation, useQueryClient } from '@tanstack/react-query';
import { createExperiment } from '../api/experiments';
import type { Project } from '../api/types';
import { ExperimentForm } from '../components/ExperimentForm';

interface Props {
  projects: readonly Project[];
  project: string | undefined;
  files: FileList | null;
  /** Gets the new experiment's id, or null if there is none. */
  onDone: (id: string | null) => void;
}

export function ExperimentDialog({ onDone, ...form }: Props) {
  const client = useQueryClient();
  const creating = useMutation({
    mutationFn: createExperiment,
    onSuccess: async (experiment) => {
      await client.invalidateQueries({ queryKey: ['experiments', 'list'] });
      onDone(experiment.id);
    },
  });
  return (
    <ExperimentForm
      {...form}
      isBusy={creating.isPending}
      error={creating.error}
      onCreate={creating.mutate}
      onClose={() => onDone(null)}
    />
  );
}
