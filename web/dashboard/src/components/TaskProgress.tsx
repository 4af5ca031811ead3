import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Progress as Steps, TaskState } from '../api/types';
import { useFormats } from '../i18n/format';
import { unturned } from './plainText';
import classes from './TaskDetail.module.css';

const colors: Record<TaskState, string> = {
  pending: 'var(--grey)',
  in_progress: 'var(--blue)',
  completed: 'var(--green)',
  failed: 'var(--red)',
  cancelled: 'var(--amber)',
};

export function TaskProgress({ progress, state }: { progress: Steps; state: TaskState }) {
  const { t } = useTranslation();
  const { count, duration, share } = useFormats();
  const ratio = (progress.percent ?? 0) / 100;
  const left = progress.eta_seconds === null ? null : duration(1000 * progress.eta_seconds);
  return (
    <div className={classes.section}>
      <div className={classes.progress}>
        <span>{unturned(progress.note ?? t('task.progress'))}</span>
        <span>
          {`${count(progress.done)} / ${count(progress.total)} · ${share(ratio)}`}
          {left !== null && ` · ${t('task.left', { time: left })}`}
        </span>
      </div>
      <Progress
        value={100 * ratio}
        color={colors[state]}
        size={6}
        aria-label={t('task.progress')}
      />
    </div>
  );
}
