/** What is asked before something is done to a task: when, how urgent, and why. */
import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { faultOf } from '../api/client';
import type { Deed } from '../api/tasks';
import type { Task } from '../api/types';
import { ReasonDialog } from './ReasonDialog';
import { DueInput } from './DueInput';
import { asLocal, fromLocal } from './localTime';

interface Props {
  task: Task;
  isBusy: boolean;
  error: Error | null;
  onAct: (deed: Deed) => void;
  onClose: () => void;
}

interface WhyProps {
  action: 'retry' | 'run_now';
}

export function CancelDialog({ task, onAct, ...dialog }: Props) {
  const { t } = useTranslation();
  return (
    <ReasonDialog
      {...dialog}
      title={t('task.cancel.title', { id: task.id })}
      action={t('task.cancel')}
      isDanger
      onConfirm={(reason) => onAct({ action: 'cancel', ...because(reason) })}
    >
      {t(task.state === 'pending' ? 'task.cancel.waiting' : 'task.cancel.help')}
    </ReasonDialog>
  );
}

/** What needs no question, asked only to have its reason kept. */
export function WhyDialog({ task, action, onAct, ...dialog }: Props & WhyProps) {
  const { t } = useTranslation();
  return (
    <ReasonDialog
      {...dialog}
      title={t(`task.${action}.title`, { id: task.id })}
      action={t(`task.${action}`)}
      onConfirm={(reason) => onAct({ action, ...because(reason) })}
    >
      {t('task.reason.help')}
    </ReasonDialog>
  );
}

export function RescheduleDialog({ task, error, onAct, ...dialog }: Props) {
  const { t } = useTranslation();
  const [at, setAt] = useState(() => asLocal(task.scheduled_at ?? Date.now(), 'minute'));
  const fault = faultOf(error, 'scheduled_at');
  return (
    <ReasonDialog
      {...dialog}
      title={t('task.reschedule.title', { id: task.id })}
      action={t('task.reschedule.do')}
      error={fault ? null : error}
      onConfirm={(reason) =>
        onAct({ action: 'reschedule', at: fromLocal(at) ?? at, ...because(reason) })
      }
    >
      <DueInput value={at} error={fault} onChange={setAt} />
    </ReasonDialog>
  );
}

export function PriorityDialog({ task, error, onAct, ...dialog }: Props) {
  const { t } = useTranslation();
  const [priority, setPriority] = useState<number | string>(task.priority);
  const fault = faultOf(error, 'priority');
  return (
    <ReasonDialog
      {...dialog}
      title={t('task.priority.title', { id: task.id })}
      action={t('task.priority.do')}
      error={fault ? null : error}
      onConfirm={(reason) =>
        onAct({ action: 'priority', priority: Number(priority), ...because(reason) })
      }
    >
      <NumberInput
        label={t('task.priority.field')}
        description={t('task.priority.help')}
        required
        allowDecimal={false}
        min={-(2 ** 31)}
        max={2 ** 31 - 1}
        value={priority}
        error={fault}
        onChange={setPriority}
        data-autofocus
      />
    </ReasonDialog>
  );
}

function because(reason: string): { reason?: string } {
  return reason ? { reason } : {};
}
