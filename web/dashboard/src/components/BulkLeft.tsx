import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readOutcome, skippedTasks } from '../api/bulk';
import type { TaskDetail } from '../api/types';
import classes from './BulkBar.module.css';
import { Skipped } from './BulkSkipped';
import { LoadMore } from './LoadMore';
import { ReadProblem } from './ReadProblem';
import { StateLabel } from './StateLabel';
import { TaskLink } from './TaskLink';

/** What the action *task* left as it is: how many, and, when it is opened, each with its reason. */
export function BulkLeft({ task }: { task: TaskDetail }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const outcome = readOutcome(task.result);
  if (!outcome || outcome.done === outcome.total) return null;
  return (
    <details className={classes.details} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{t('bulk.skipped')}</summary>
      <Skipped skipped={outcome.skipped} />
      {isOpen && <Left id={task.id} />}
    </details>
  );
}

function Left({ id }: { id: string }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(skippedTasks(id));
  const left = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <ul className={classes.samples} aria-label={t('bulk.skipped')} aria-busy={list.isPending}>
        {left.map(({ id, state, obstacle }) => (
          <li key={id}>
            {state === null ? <span>#{id}</span> : <TaskLink id={id}>#{id}</TaskLink>}
            {state && <StateLabel state={state} />}
            <span className={classes.name}>{t(`bulk.obstacle.${obstacle}`)}</span>
          </li>
        ))}
      </ul>
      <ReadProblem list={list} />
      <LoadMore list={list} size="compact-xs" />
    </>
  );
}
