import { Button, Progress } from '@mantine/core';
import { IconArrowBackUp, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { readOutcome } from '../api/bulk';
import type { TaskDetail } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './BulkBar.module.css';
import { BulkLeft } from './BulkLeft';
import { useKeys } from './useKeys';

interface Props {
  task: TaskDetail;
  /** The reader began it just now, and is led to what may have to be quick. */
  isNew: boolean;
  isUndoing: boolean;
  refusal: string | undefined;
  onUndo: () => void;
  onOpen: () => void;
  onClose: () => void;
}

/** The task that carries out an action on many: it can be undone until it starts. */
export function BulkOutcome({ task, isNew, isUndoing, refusal, ...props }: Props) {
  const { onUndo, onOpen, onClose } = props;
  const { t } = useTranslation();
  const { progress, state } = task;
  const canUndo = state === 'pending';
  const { undo, open } = useLead(isNew, canUndo, isUndoing);
  useKeys(t('keys.list'), {
    ...(canUndo &&
      !isUndoing && { z: { does: t('keys.undo'), act: onUndo, icon: IconArrowBackUp } }),
  });
  const isUnderWay = state === 'in_progress' && progress !== null && progress.total > 0;
  return (
    <section className={classes.outcome} aria-label={t('bulk.outcome')}>
      <p className={classes.text} role="status">
        <Told task={task} />
      </p>
      {refusal !== undefined && <p role="alert">{refusal}</p>}
      {isUnderWay && (
        <Progress
          className={classes.progress ?? ''}
          value={(100 * progress.done) / progress.total}
          aria-label={t('task.progress')}
        />
      )}
      <div className={classes.actions}>
        {canUndo && (
          <Button ref={undo} size="xs" variant="default" loading={isUndoing} onClick={onUndo}>
            {t('bulk.undo')}
          </Button>
        )}
        <Button ref={open} size="xs" variant="subtle" onClick={onOpen}>
          {t('bulk.open', { id: task.id })}
        </Button>
      </div>
      <button
        type="button"
        className={classes.clear}
        aria-label={t('bulk.close')}
        title={t('bulk.close')}
        onClick={onClose}
      >
        <IconX size={16} aria-hidden />
      </button>
      <BulkLeft task={task} />
    </section>
  );
}

/**
 * Leads whoever began it, and is not at something else by then, to Undo, which is there for some
 * seconds only; and on to what stands beside it when that goes.
 */
function useLead(isNew: boolean, canUndo: boolean, isUndoing: boolean) {
  const undo = useRef<HTMLButtonElement>(null);
  const open = useRef<HTMLButtonElement>(null);
  const free = useRef('body, main');
  useEffect(() => {
    if (!isNew || isUndoing || !document.activeElement?.matches(free.current)) return;
    (canUndo ? undo : open).current?.focus();
    free.current = 'body';
  }, [isNew, canUndo, isUndoing]);
  return { undo, open };
}

function Told({ task }: { task: TaskDetail }) {
  const { t } = useTranslation();
  const { count } = useFormats();
  const { state, progress } = task;
  const outcome = readOutcome(task.result);
  if (state === 'completed' && outcome) {
    return t('bulk.done', { done: count(outcome.done), total: count(outcome.total) });
  }
  if (state === 'in_progress' && progress) {
    return t('bulk.running', { done: count(progress.done), total: count(progress.total) });
  }
  if (state === 'cancelled') return t(task.attempt === 0 ? 'bulk.undone' : 'bulk.stopped');
  if (state === 'failed') return t('bulk.failed', { error: task.error ?? '' });
  return t(state === 'pending' ? 'bulk.waiting' : 'bulk.begun');
}
