import { Button, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconFilterOff, IconInbox } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DEFAULT_SORT, taskList, toggledSort, type TaskView } from '../api/tasks';
import { LoadProblem } from '../components/LoadProblem';
import { Notice } from '../components/Notice';
import { TaskFilters } from '../components/TaskFilters';
import { TaskTable } from '../components/TaskTable';
import classes from './Board.module.css';

const ROW = 36; // px, as in TaskTable.module.css
const PHONE_ROW = 60; // px, two lines
const SKELETON_ROWS = 14;

interface Props {
  view: TaskView;
  openId: string | undefined;
  tools?: ReactNode;
  onView: (change: Partial<TaskView>) => void;
  onClear: () => void;
}

export function TaskList({ view, openId, tools, onView, onClear }: Props) {
  const isPhone = useMediaQuery('(max-width: 560px)', undefined, {
    getInitialValueInEffect: false,
  });
  const list = useInfiniteQuery(taskList(view));
  const { fetchNextPage, isFetching } = list;
  const tasks = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const owner = tasks.find((task) => task.owner?.id === view.owner)?.owner;
  const sort = view.sort ?? DEFAULT_SORT;
  const loadNext = useCallback(() => {
    if (!isFetching) void fetchNextPage();
  }, [fetchNextPage, isFetching]);

  const content = () => {
    if (list.isPending) return <Rows />;
    if (list.error && tasks.length === 0) {
      return <LoadProblem error={list.error} onRetry={() => void list.refetch()} />;
    }
    if (tasks.length === 0) return <Nothing view={view} onClear={onClear} />;
    return (
      <TaskTable
        // Another view is another list: it begins at its top.
        key={JSON.stringify(view)}
        {...{ tasks, sort, openId }}
        rowHeight={isPhone ? PHONE_ROW : ROW}
        hasMore={list.hasNextPage}
        onNearEnd={loadNext}
        onSort={(field) => onView({ sort: toggledSort(sort, field) })}
      />
    );
  };

  return (
    <>
      <TaskFilters
        view={view}
        ownerName={owner?.name ?? undefined}
        tools={tools}
        onChange={onView}
        onClear={onClear}
      />
      {content()}
    </>
  );
}

function Rows() {
  return (
    <div className={classes.skeleton} aria-busy>
      {Array.from({ length: SKELETON_ROWS }, (_, index) => (
        <Skeleton key={index} height={20} radius="sm" />
      ))}
    </div>
  );
}

function Nothing({ view, onClear }: { view: TaskView; onClear: () => void }) {
  const { t } = useTranslation();
  const { sort: _, ...filters } = view;
  if (Object.keys(filters).length === 0) {
    return (
      <Notice
        icon={<IconInbox size={28} />}
        title={t('tasks.empty')}
        help={t('tasks.empty.help')}
      />
    );
  }
  return (
    <Notice
      icon={<IconFilterOff size={28} />}
      title={t('tasks.nomatch')}
      help={t('tasks.nomatch.help')}
      action={
        <Button size="xs" variant="default" onClick={onClear}>
          {t('tasks.filter.clear')}
        </Button>
      }
    />
  );
}
