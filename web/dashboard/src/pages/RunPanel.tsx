import { Skeleton } from '@mantine/core';
import { IconQuestionMark } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isStatus } from '../api/client';
import { runDetail, steer, type Step } from '../api/runs';
import type { Run } from '../api/types';
import { LoadProblem } from '../components/LoadProblem';
import { Notice } from '../components/Notice';
import { RunView } from '../components/RunView';
import classes from '../components/TaskDetail.module.css';
import { useMayAct } from './me';

export function RunPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(runDetail(id));
  if (isStatus(error, 404)) {
    return (
      <Notice
        urgent
        icon={<IconQuestionMark size={28} />}
        title={t('runs.missing')}
        help={t('runs.missing.help')}
        action={
          <button type="button" className={classes.filter} onClick={onClose}>
            {t('runs.close.panel')}
          </button>
        }
      />
    );
  }
  if (data) return <Steered run={data} onClose={onClose} />;
  if (error) return <LoadProblem error={error} onRetry={() => void refetch()} />;
  return (
    <div className={classes.skeleton} aria-busy>
      <Skeleton height={18} width={90} />
      <Skeleton height={26} width="70%" />
      <Skeleton height={140} mt={12} />
    </div>
  );
}

function Steered({ run, onClose }: { run: Run; onClose: () => void }) {
  const client = useQueryClient();
  const mayAct = useMayAct();
  const steering = useMutation({
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
