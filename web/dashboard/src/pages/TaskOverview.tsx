import { useQuery } from '@tanstack/react-query';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Peer } from '../api/panel';
import { config } from '../api/metrics';
import { isFinal, type TaskView } from '../api/tasks';
import type { TaskDetail } from '../api/types';
import { JsonSection } from '../components/JsonSection';
import { Section } from '../components/Section';
import { TaskAttempts } from '../components/TaskAttempts';
import classes from '../components/TaskDetail.module.css';
import { TaskFacts } from '../components/TaskFacts';
import { TaskHistory } from '../components/TaskHistory';
import { TaskRelated } from '../components/TaskRelated';
import { TaskProgress } from '../components/TaskProgress';
import { TaskTimeline } from '../components/TaskTimeline';
import { TaskComparison } from './TaskComparison';
import { TaskWaiting } from './TaskWaiting';
import { useAsOf } from './useAsOf';

interface Props {
  task: TaskDetail;
  peer: Peer | undefined;
  onPeer: (peer: Peer | undefined) => void;
  onFilter: (filter: Partial<TaskView>) => void;
  onLogs: (attempt: number) => void;
}

/** Why it is as it is first, then what it made, then everything that is known of it. */
export function TaskOverview({ task, peer, onPeer, onFilter, onLogs }: Props) {
  const { t } = useTranslation();
  const server = useQuery(config);
  const isNow = useAsOf() === undefined;
  return (
    <div className={classes.detail}>
      {task.state === 'pending' && isNow && <TaskWaiting id={task.id} />}
      {task.progress && <TaskProgress progress={task.progress} state={task.state} />}
      {task.error && (
        <Section title={t('task.error')}>
          <pre className={classes.code} data-kind="error" tabIndex={0} aria-label={t('task.error')}>
            {task.error}
          </pre>
        </Section>
      )}
      <TaskTimeline task={task} />
      <TaskFacts {...{ task, onFilter }} traceTemplate={server.data?.trace_url_template ?? null} />
      {task.related && <TaskRelated related={task.related} />}
      <Result task={task} />
      <JsonSection title={t('task.args')} name="args" value={task.args} />
      <TaskAttempts attempts={task.attempts} onLogs={onLogs} />
      {task.attempts.length > 0 && <TaskComparison {...{ task, peer, onPeer }} />}
      <TaskHistory history={task.history} />
    </div>
  );
}

function Result({ task }: { task: TaskDetail }) {
  const { t } = useTranslation();
  if (task.result !== null) {
    return <JsonSection title={t('task.result')} name="result" value={task.result} />;
  }
  const none = t(isFinal(task.state) ? 'task.result.empty' : 'task.result.none');
  return (
    <Section title={t('task.result')}>
      {task.result_url === null ? (
        <p className={classes.dim}>{none}</p>
      ) : (
        <p>
          {t('task.result.large')}{' '}
          <a href={task.result_url} download>
            <IconDownload size={14} aria-hidden /> {t('task.result.save')}
          </a>
        </p>
      )}
    </Section>
  );
}
