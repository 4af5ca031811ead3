import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isStatus } from '../api/client';
import { runDetail, steer, type Step } from '../api/runs';
import type { Run } from '../api/types';
import { LoadProblem } from '../components/LoadProblem';
import { PanelLoading, PanelMissing } from '../components/PanelStates';
import { RunView } from '../components/RunView';
import { useMayAct } from './me';
import { useDeed } from './useDeed';

export function RunPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(runDetail(id));
  if (isStatus(error, 404)) {
    return (
      <PanelMissing
        title={t('runs.missing')}
        help={t('runs.missing.help')}
        close={t('runs.close.panel')}
        onClose={onClose}
      />
    );
  }
  if (data) return <Steered run={data} onClose={onClose} />;
  if (error) return <LoadProblem error={error} onRetry={() => void refetch()} />;
  return <PanelLoading />;
}

function Steered({ run, onClose }: { run: Run; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayAct = useMayAct(run.project);
  const steering = useDeed({
    name: (step) => `${t(`runs.${step}`)}: ${t('runs.run', { id: run.id })}`,
    mutationFn: (step: Step) => steer(run, step),
    onSettled: () => client.invalidateQueries({ queryKey: ['runs'] }),
  });
  return (
    <RunView
      {...{ run, mayAct, onClose }}
      busy={steering.isPending ? steering.variables : undefined}
      refusal={steering.error}
      onStep={steering.mutate}
    />
  );
}
