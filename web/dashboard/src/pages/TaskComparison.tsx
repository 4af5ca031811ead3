import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PEERS, type Peer } from '../api/panel';
import { lastSuccess, pastSuccess } from '../api/tasks';
import type { TaskDetail } from '../api/types';
import { differences } from '../components/differences';
import { DifferenceTable } from '../components/DifferenceTable';
import { LoadProblem } from '../components/LoadProblem';
import { Section } from '../components/Section';
import classes from '../components/TaskDetail.module.css';
import { useAsOf } from './useAsOf';

interface Props {
  task: TaskDetail;
  peer: Peer | undefined;
  onPeer: (peer: Peer | undefined) => void;
}

/**
 * The newest attempt beside the one before, or beside the last success of a task of its name; all
 * as they were where the task is.
 */
export function TaskComparison({ task, peer, onPeer }: Props) {
  const { t } = useTranslation();
  const offered = PEERS.filter((each) => each === 'success' || task.attempts.length > 1);
  return (
    <Section title={t('compare.title')}>
      <div className={classes.peers}>
        {offered.map((each) => (
          <Button
            key={each}
            {...{ size: 'compact-xs', variant: each === peer ? 'filled' : 'default' }}
            aria-pressed={each === peer}
            onClick={() => onPeer(each === peer ? undefined : each)}
          >
            {t(`compare.${each}`)}
          </Button>
        ))}
      </div>
      {peer === 'previous' && <WithPrevious task={task} />}
      {peer === 'success' && <WithSuccess task={task} />}
    </Section>
  );
}

function WithPrevious({ task }: { task: TaskDetail }) {
  const { t } = useTranslation();
  const [before, now] = task.attempts.slice(-2);
  if (!before || !now) return null;
  const found = differences({ attempt: before }, { attempt: now });
  return <DifferenceTable label={`${t('task.attempt')} ${before.number}`} differences={found} />;
}

function WithSuccess({ task }: { task: TaskDetail }) {
  const { t } = useTranslation();
  const asOf = useAsOf();
  const present = useQuery({ ...lastSuccess(task), enabled: asOf === undefined });
  const past = useQuery({ ...pastSuccess(task, asOf ?? ''), enabled: asOf !== undefined });
  const { data, error, refetch } = asOf === undefined ? present : past;
  const [before, now] = [data?.attempts.at(-1), task.attempts.at(-1)];
  if (error && !data) return <LoadProblem error={error} onRetry={() => void refetch()} />;
  if (data === null) return <p className={classes.dim}>{t('compare.none')}</p>;
  if (!data || !before || !now) return <div aria-busy />;
  const found = differences({ attempt: before, task: data }, { attempt: now, task });
  return <DifferenceTable label={`#${data.id}`} differences={found} />;
}
