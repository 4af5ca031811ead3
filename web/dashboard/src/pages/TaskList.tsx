import { Button, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconFilterOff, IconInbox } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { argumentNames, isArgument, readColumns, writeColumns } from '../api/columns';
import { shortened } from '../api/pages';
import { rangeIn, withRange } from '../api/range';
import { mistakeIn, taskCount } from '../api/search';
import { DEFAULT_SORT, pastTaskList, taskList, toggledSort, type TaskView } from '../api/tasks';
import type { TaskCount as Count } from '../api/types';
import { ColumnMenu } from '../components/ColumnMenu';
import { LoadProblem } from '../components/LoadProblem';
import { Notice } from '../components/Notice';
import { ReadProblem } from '../components/ReadProblem';
import { TaskCount } from '../components/TaskCount';
import { TaskFilters } from '../components/TaskFilters';
import { TaskTable } from '../components/TaskTable';
import { useSelection } from '../components/useSelection';
import { useDensity } from '../components/useDensity';
import classes from './Board.module.css';
import { BulkActions } from './BulkActions';
import { useMayAct } from './me';
import { NothingYet } from './NothingYet';
import { TaskSearch } from './TaskSearch';

const ROW = { comfortable: 36, compact: 28 } as const; // px, as `--row` in global.css
const PHONE_ROW = 60; // px, two lines
const SKELETON_ROWS = 14;
const KEPT = 100; // rows of a list that grew long

interface Props {
  view: TaskView;
  /** As the address names them. */
  columns: string | undefined;
  /** The moment that the list is of; now if undefined. */
  asOf: string | undefined;
  openId: string | undefined;
  /** The task that carries out an action on many, whose outcome is shown. */
  bulk: string | undefined;
  tools?: ReactNode;
  views?: ReactNode;
  onView: (change: Partial<TaskView>) => void;
  onColumns: (columns: string) => void;
  onBulk: (id: string | undefined) => void;
  onClear: () => void;
}

export function TaskList({ view, asOf, openId, tools, onView, onClear, ...props }: Props) {
  const mayAct = useMayAct(view.project) && asOf === undefined;
  const isPhone = useMediaQuery('(max-width: 560px)', undefined, {
    getInitialValueInEffect: false,
  });
  const [density] = useDensity();
  const columns = useMemo(() => readColumns(props.columns), [props.columns]);
  const [isChoosing, setIsChoosing] = useState(false);
  // Whoever chooses columns is offered the arguments that there are.
  const withArguments = isChoosing || columns.some(isArgument);
  const [isWriting, setIsWriting] = useState(false);
  const { list, shown, error } = useShown(view, asOf, withArguments, isWriting);
  const { fetchNextPage, isFetching, refetch } = list;
  const { sort: _, ...filters } = shown;
  const tasks = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const owner = tasks.find((task) => task.owner?.id === view.owner)?.owner;
  const counted = useQuery({
    ...taskCount(filters),
    enabled: asOf === undefined && list.hasNextPage,
  });
  const count = countOf(tasks.length, list, counted.data);
  const sort = view.sort ?? DEFAULT_SORT;
  const loadNext = useCallback(() => {
    if (!isFetching) void fetchNextPage();
  }, [fetchNextPage, isFetching]);

  const lacksArguments = withArguments && tasks.some(({ args }) => !args);
  const asked = useRef(false);
  useEffect(() => {
    // Once, when they are shown first; what comes later is the stream's business.
    if (lacksArguments && !asked.current) void refetch();
    asked.current = withArguments;
  }, [withArguments, lacksArguments, refetch]);

  const ids = useMemo(() => tasks.map((task) => task.id), [tasks]);
  const selection = useSelection(ids, JSON.stringify(filters));
  const shorten = useShortening(shown, withArguments);

  const content = () => {
    if (list.isPending) return <Rows />;
    if (view.q && mistakeIn(view.q, list.error))
      return <Unread onClear={() => onView({ q: withRange('', rangeIn(view.q)) })} />;
    if (list.error && tasks.length === 0) {
      return <LoadProblem error={list.error} onRetry={() => void list.refetch()} />;
    }
    if (tasks.length === 0) return <Nothing view={shown} onClear={onClear} />;
    return (
      <TaskTable
        // Another view is another list: it begins at its top.
        key={JSON.stringify(shown)}
        {...{ tasks, columns, sort, openId }}
        rowHeight={isPhone ? PHONE_ROW : ROW[density]}
        hasMore={list.hasNextPage}
        onNearEnd={loadNext}
        // What was does not grow, and who has chosen rows is in their midst.
        onLong={asOf === undefined && selection.ids.size === 0 ? shorten : undefined}
        selection={mayAct ? selection : undefined}
        onSort={(field) => onView({ sort: toggledSort(sort, field) })}
      />
    );
  };

  return (
    <>
      <TaskFilters
        {...{ view, columns }}
        ownerName={owner?.name ?? undefined}
        tools={
          <>
            {props.views}
            <ColumnMenu
              columns={columns}
              isOpen={isChoosing}
              onOpen={setIsChoosing}
              argumentNames={isChoosing ? argumentNames(tasks) : []}
              onColumns={(chosen) => props.onColumns(writeColumns(chosen))}
            />
            {tools}
          </>
        }
        search={
          <TaskSearch
            {...{ q: view.q ?? '', error }}
            onSearch={(q) => onView({ q })}
            onWriting={setIsWriting}
          />
        }
        // Not beside a search that it is not of.
        count={count && shown === view && <TaskCount count={count} />}
        onChange={onView}
        onClear={onClear}
      />
      {content()}
      {tasks.length > 0 && !mistakeIn(view.q ?? '', list.error) && <ReadProblem list={list} />}
      {mayAct && (
        <BulkActions
          {...{ filter: filters, tasks, count, selection }}
          begun={props.bulk}
          onBegun={props.onBulk}
        />
      )}
    </>
  );
}

/**
 * The list of a view. While a search is being written, half a word that the server cannot read
 * leaves what was listed before: *shown* is the view that is listed, *error* is of what was asked.
 */
function useShown(
  view: TaskView,
  asOf: string | undefined,
  withArguments: boolean,
  isWriting: boolean,
) {
  const asked = useRows(view, asOf, withArguments);
  const { error, isSuccess, isPlaceholderData } = asked;
  const [read, setRead] = useState<Pick<TaskView, 'q'>>();
  if (isSuccess && !isPlaceholderData && (!read || read.q !== view.q)) setRead({ q: view.q });
  const isHalf = isWriting && read !== undefined && mistakeIn(view.q ?? '', error) !== null;
  const shown = isHalf ? { ...view, ...read } : view;
  const before = useRows(shown, asOf, withArguments, isHalf);
  return { list: isHalf ? before : asked, shown, error };
}

/** A list that flows for hours stays short: its newest page is read anew, the rest let go. */
function useShortening(view: TaskView, withArguments: boolean): () => void {
  const client = useQueryClient();
  const { queryKey } = taskList(view, withArguments);
  return () => {
    client.setQueryData(queryKey, (data) => shortened(data, KEPT));
    void client.invalidateQueries({ queryKey, exact: true });
  };
}

function useRows(view: TaskView, asOf: string | undefined, withArguments: boolean, isAsked = true) {
  const present = useInfiniteQuery({
    ...taskList(view, withArguments),
    enabled: isAsked && asOf === undefined,
  });
  const past = useInfiniteQuery({
    ...pastTaskList(view, asOf ?? ''),
    enabled: isAsked && asOf !== undefined,
  });
  return asOf === undefined ? present : past;
}

/** Of a list that is loaded as a whole, its own length: it is as live as its rows. */
function countOf(
  listed: number,
  list: { isSuccess: boolean; hasNextPage: boolean },
  counted: Count | undefined,
): Count | undefined {
  if (!list.isSuccess) return undefined;
  return list.hasNextPage ? counted : { count: listed, exact: true, estimate: listed };
}

/** The search has a mistake, which is told under its box. */
function Unread({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <Notice
      icon={<IconFilterOff size={28} />}
      title={t('tasks.search.unread')}
      help={t('tasks.search.unread.help')}
      action={
        <Button size="xs" variant="default" onClick={onClear}>
          {t('tasks.search.clear')}
        </Button>
      }
    />
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
      <NothingYet
        icon={<IconInbox size={28} />}
        title={t('tasks.empty')}
        help={t('tasks.empty.help')}
        action={<Link to="/messages">{t('nav.messages')}</Link>}
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
