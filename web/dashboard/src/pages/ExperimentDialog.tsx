import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { createExperiment } from '../api/experiments';
import type { Project } from '../api/types';
import { ExperimentForm } from '../components/ExperimentForm';
import { useDeed } from './useDeed';

interface Props {
  projects: readonly Project[];
  project: string | undefined;
  files: FileList | null;
  /** Gets the new experiment's id, or null if there is none. */
  onDone: (id: string | null) => void;
}

export function ExperimentDialog({ onDone, ...form }: Props) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const creating = useDeed({
    name: t('experiments.new'),
    mutationFn: createExperiment,
    onDone: ({ id }) => onDone(id),
    onSettled: () => client.invalidateQueries({ queryKey: ['experiments', 'list'] }),
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
