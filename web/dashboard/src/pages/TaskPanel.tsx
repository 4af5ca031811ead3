import { Button, Skeleton } from '@mantine/core';
import { IconQuestionMark } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isStatus } from '../api/client';
import { config } from '../api/metrics';
import { cancelTask, isFinal, retryTask, taskDetail, taskWhy, type TaskView } from '../api/tasks';
import type { TaskDetail } from '../api/types';
import { JsonSection } from '../components/JsonSection';
import { LoadProblem } from '../components/LoadProblem';
import { Notice } from '../components/Notice';
import { Section } from '../components/Section';
import { TaskAttempts } from '../components/TaskAttempts';
import classes from '../components/TaskDetail.module.css';
import { TaskFacts } from '../components/TaskFacts';
import { TaskHeading } from '../components/TaskHeading';
import { TaskHistory } from '../components/TaskHistory';
import { TaskProgress } from '../components/TaskProgress';
import { TaskWhy } from '../components/TaskWhy';
import { useMayAct } from './me';

interface Props {
  id: string;
  onClose: () => void;
  onFilter: (filter: Partial<TaskView>) => void;
}

export function TaskPanel({ id, onClose, onFilter }: Props) {
  const { data, error, refetch } = useQuery(taskDetail(id));
  if (isStatus(error, 404)) return <Missing onClose={onClose} />;
  if (data) return <Detail task={data} onClose={onClose} onFilter={onFilter} />;
  if (error) return <LoadProblem error={error} onRetry={() => void refetch()} />;
  return (
    <div className={classes.skeleton} aria-busy>
      <Skeleton height={18} width={90} />
      <Skeleton height={26} width="70%" />
      <Skeleton height={32} width={130} radius="xl" />
      <Skeleton height={140} mt={12} />
      <Skeleton height={180} />
    </div>
  );
}

function Missing({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Notice
      urgent
      icon={<IconQuestionMark size={28} />}
      title={t('task.missing')}
      help={t('task.missing.help')}
      action={
        <Button size="xs" variant="default" onClick={onClose}>
          {t('task.close')}
        </Button>
      }
    />
  );
}

interface DetailProps {
  task: TaskDetail;
  onClose: () => void;
  onFilter: (filter: Partial<TaskView>) => void;
}

function Detail({ task, onClose, onFilter }: DetailProps) {
  const { t } = useTranslation();
  const mayAct = useMayAct();
  const server = useQuery(config);
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: taskDetail(task.id).queryKey });
  const retrying = useMutation({ mutationFn: retryTask, onSettled });
  const cancelling = useMutation({ mutationFn: cancelTask, onSettled });
  return (
    <div className={classes.detail}>
      <TaskHeading
        {...{ task, mayAct, onClose }}
        isBusy={retrying.isPending || cancelling.isPending}
        refusal={(retrying.error ?? cancelling.error)?.message}
        onRetry={() => retrying.mutate(task.id)}
        onCancel={() => cancelling.mutate(task.id)}
      />
      {task.state === 'pending' && <Waiting id={task.id} />}
      {task.progress && <TaskProgress progress={task.progress} state={task.state} />}
      {task.error && (
        <Section title={t('task.error')}>
          <pre className={classes.code} data-kind="error" tabIndex={0} aria-label={t('task.error')}>
            {task.error}
          </pre>
        </Section>
      )}
      <TaskFacts {...{ task, onFilter }} traceTemplate={server.data?.trace_url_template ?? null} />
      <TaskHistory history={task.history} />
      <TaskAttempts attempts={task.attempts} />
      <Result task={task} />
      <JsonSection title={t('task.args')} value={task.args} />
    </div>
  );
}

function Waiting({ id }: { id: string }) {
  const { data } = useQuery(taskWhy(id));
  return data && <TaskWhy why={data} />;
}

function Result({ task }: { task: TaskDetail }) {
  const { t } = useTranslation();
  if (task.result !== null) return <JsonSection title={t('task.result')} value={task.result} />;
  return (
    <Section title={t('task.result')}>
      <p className={classes.dim}>
        {t(isFinal(task.state) ? 'task.result.empty' : 'task.result.none')}
      </p>
    </Section>
  );
}
