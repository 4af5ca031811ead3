import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { act, retryEdited, taskDetail, type Deed } from '../api/tasks';
import type { Json, TaskDetail } from '../api/types';
import { TaskActions, type Question } from '../components/TaskActions';
import classes from '../components/TaskDetail.module.css';
import {
  CancelDialog,
  PriorityDialog,
  RescheduleDialog,
  WhyDialog,
} from '../components/TaskDialogs';
import { useMayAct } from './me';
import { useDeed } from './useDeed';

const EditDialog = lazy(async () => ({
  default: (await import('../components/EditDialog')).EditDialog,
}));

/**
 * Lets people act on the task. What was asked for is called requested until the server's own
 * state of the task, by the stream or read again, tells that it is so.
 */
export function TaskControl({ task }: { task: TaskDetail }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Question | null>(null);
  const client = useQueryClient();
  const acting = useDeed({
    name: ({ action }) => t(`task.${action}.title`, { id: task.id }),
    mutationFn: (deed: Deed) => act(task.id, deed),
    onSettled: () => client.invalidateQueries({ queryKey: taskDetail(task.id).queryKey }),
  });
  const mayAct = useMayAct(task.project);
  if (!mayAct) return null;

  const close = () => setAsking(null);
  const ask = (question: Question) => {
    acting.reset();
    setAsking(question);
  };
  const requested = acting.isPending ? acting.variables.action : undefined;
  const dialog = {
    ...{ task, isBusy: acting.isPending, error: acting.error, onClose: close },
    onAct: (deed: Deed) => acting.mutate(deed, { onSuccess: close }),
  };
  return (
    <>
      <TaskActions
        {...{ task, requested }}
        onAct={(action) => acting.mutate({ action })}
        onAsk={ask}
      />
      {requested && (
        <p className={classes.requested} role="status">
          {t('task.requested', { action: t(`action.${requested}`) })}
        </p>
      )}
      {acting.error && asking === null && (
        <p className={classes.refused} role="alert">
          {acting.error.message}
        </p>
      )}
      {(asking === 'retry' || asking === 'run_now') && <WhyDialog {...dialog} action={asking} />}
      {asking === 'cancel' && <CancelDialog {...dialog} />}
      {asking === 'reschedule' && <RescheduleDialog {...dialog} />}
      {asking === 'priority' && <PriorityDialog {...dialog} />}
      {asking === 'edit' && <Edit task={task} onClose={close} />}
    </>
  );
}

/** Trying again with other arguments makes another task, which is opened. */
function Edit({ task, onClose }: { task: TaskDetail; onClose: () => void }) {
  const navigate = useNavigate({ from: '/' });
  const { t } = useTranslation();
  const retrying = useDeed({
    name: t('task.edit.title', { id: task.id }),
    mutationFn: ({ args, reason }: { args: Record<string, Json>; reason: string }) =>
      retryEdited(task.id, args, reason),
    onDone: (id) => {
      onClose();
      void navigate({ to: '/', search: (search) => ({ ...search, task: id, tab: undefined }) });
    },
  });
  return (
    <Suspense>
      <EditDialog
        {...{ task, onClose }}
        isBusy={retrying.isPending}
        error={retrying.error}
        onRetry={(args, reason) => retrying.mutate({ args, reason })}
      />
    </Suspense>
  );
}
