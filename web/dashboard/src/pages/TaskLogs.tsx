import { Button, Skeleton } from '@mantine/core';
import { IconFileText, IconFilterOff, IconSnowflake } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { logEnd, logOf, readEarlier, wholeLog, type Log, type LogFilter } from '../api/logs';
import type { PanelView } from '../api/panel';
import { isFinal } from '../api/tasks';
import type { TaskDetail } from '../api/types';
import { LoadProblem } from '../components/LoadProblem';
import { LogLines } from '../components/LogLines';
import { isCut, logText } from '../components/logText';
import { LogTools } from '../components/LogTools';
import { Notice } from '../components/Notice';
import { saveFile } from '../components/saveFile';
import { useKeys } from '../components/useKeys';
import { useFormats } from '../i18n/format';
import classes from './TaskLogs.module.css';
import { useDeed } from './useDeed';

interface Props {
  task: TaskDetail;
  view: PanelView;
  onView: (change: Partial<PanelView>) => void;
}

/** What the task logs, as it logs it. */
export function TaskLogs({ task, view, onView }: Props) {
  const { t } = useTranslation();
  const filter = filterOf(view);
  const log = useLog(task.id, filter);
  const [frozenAt, setFrozenAt] = useState<number | null>(null);
  const saving = useDeed({
    name: t('logs.save'),
    mutationFn: async (id: string) => saveFile(`task-${id}.log`, logText(await wholeLog(id))),
  });
  const freeze = () => setFrozenAt((at) => (at === null ? (log.data?.upto ?? null) : null));
  useKeys(t('keys.task'), {
    f: { does: t('logs.freeze'), act: freeze, icon: IconSnowflake },
  });
  return (
    <div className={classes.logs}>
      <LogTools
        filter={filter}
        attempts={task.attempts.map((attempt) => attempt.number)}
        onFilter={(change) => onView(viewOf({ ...filter, ...change }))}
        isFrozen={frozenAt !== null}
        onFreeze={freeze}
        isSaving={saving.isPending}
        onSave={() => saving.mutate(task.id)}
      />
      {log.error && log.data && (
        <Problem what="logs.problem" error={log.error} onRetry={() => void log.refetch()} />
      )}
      {saving.error && (
        <Problem
          what="logs.save.problem"
          error={saving.error}
          onRetry={() => saving.mutate(task.id)}
        />
      )}
      {log.data && (
        <Lines
          // Other lines altogether begin at their end.
          key={JSON.stringify(filter)}
          {...{ task, filter, frozenAt }}
          log={log.data}
          onRelease={() => setFrozenAt(null)}
          onClear={() => onView(viewOf({}))}
        />
      )}
      {log.isPending && <Loading />}
      {log.error && !log.data && (
        <LoadProblem error={log.error} onRetry={() => void log.refetch()} />
      )}
    </div>
  );
}

interface ProblemProps {
  what: 'logs.problem' | 'logs.save.problem';
  error: Error;
  onRetry: () => void;
}

/** What could not be read, beside what could. */
function Problem({ what, error, onRetry }: ProblemProps) {
  const { t } = useTranslation();
  return (
    <p className={classes.problem} role="alert">
      {t(what, { reason: error.message })}
      <Button size="compact-xs" variant="default" onClick={onRetry}>
        {t('error.retry')}
      </Button>
    </p>
  );
}

interface LinesProps {
  task: TaskDetail;
  filter: LogFilter;
  log: Log;
  frozenAt: number | null;
  onRelease: () => void;
  onClear: () => void;
}

function Lines({ task, filter, log, frozenAt, onRelease, onClear }: LinesProps) {
  const { t } = useTranslation();
  const { count } = useFormats();
  const client = useQueryClient();
  const reading = useMutation({
    mutationFn: () => readEarlier(client, task.id, filter),
  });
  const all = log.items.filter((line) => !isCut(line));
  const lines = frozenAt === null ? all : all.filter((line) => line.number <= frozenAt);
  const earlier = { isBusy: reading.isPending, onRead: () => reading.mutate() };
  if (all.length === 0) return <Nothing {...{ task, filter, onClear }} />;
  return (
    <>
      {reading.error && (
        <Problem what="logs.problem" error={reading.error} onRetry={earlier.onRead} />
      )}
      <LogLines
        {...{ lines, onRelease }}
        held={all.length - lines.length}
        earlier={log.earlier === null ? null : earlier}
      />
      {log.dropped > 0 && (
        <p className={classes.cut} role="status">
          {t('logs.cut', { count: log.dropped, number: count(log.dropped) })}
        </p>
      )}
    </>
  );
}

interface NothingProps {
  task: TaskDetail;
  filter: LogFilter;
  onClear: () => void;
}

function Nothing({ task, filter, onClear }: NothingProps) {
  const { t } = useTranslation();
  if (Object.keys(filter).length > 0) {
    return (
      <Notice
        icon={<IconFilterOff size={28} />}
        title={t('logs.nomatch')}
        help={t('logs.nomatch.help')}
        action={
          <Button size="xs" variant="default" onClick={onClear}>
            {t('logs.clear')}
          </Button>
        }
      />
    );
  }
  return (
    <Notice
      icon={<IconFileText size={28} />}
      title={t(isFinal(task.state) ? 'logs.empty' : 'logs.waiting')}
      help={t(isFinal(task.state) ? 'logs.empty.help' : 'logs.waiting.help')}
    />
  );
}

function Loading() {
  return (
    <div className={classes.loading} aria-busy>
      {[80, 60, 90, 40, 70].map((width) => (
        <Skeleton key={width} height={14} width={`${width}%`} />
      ))}
    </div>
  );
}

/** Reads on whenever the stream tells that the log goes further than what was looked at. */
function useLog(id: string, filter: LogFilter) {
  const log = useQuery(logOf(id, filter));
  const { data: end } = useQuery(logEnd(id));
  const { refetch, isFetching, isError } = log;
  const isBehind = log.data !== undefined && end > log.data.upto;
  useEffect(() => {
    if (isBehind && !isFetching && !isError) void refetch();
  }, [isBehind, isFetching, isError, refetch, end]);
  return log;
}

function filterOf({ level, attempt, find }: PanelView): LogFilter {
  return {
    ...(level && { level }),
    ...(attempt && { attempt: Number(attempt) }),
    ...(find && { q: find }),
  };
}

type Chosen = { [Key in keyof LogFilter]: LogFilter[Key] | undefined };

function viewOf({ level, attempt, q }: Chosen): Pick<PanelView, 'level' | 'attempt' | 'find'> {
  return { level, attempt: attempt === undefined ? undefined : String(attempt), find: q };
}
