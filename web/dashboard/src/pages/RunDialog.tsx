import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { createRun } from '../api/runs';
import { RunForm } from '../components/RunForm';
import { useDeed } from './useDeed';

interface Props {
  projects: Parameters<typeof RunForm>[0]['projects'];
  /** Gets the new run's id, or null if there is none. */
  onDone: (id: string | null) => void;
}

export function RunDialog({ projects, onDone }: Props) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const creating = useDeed({
    name: t('runs.new'),
    mutationFn: createRun,
    onDone: ({ id }) => onDone(id),
    onSettled: () => client.invalidateQueries({ queryKey: ['runs'] }),
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
