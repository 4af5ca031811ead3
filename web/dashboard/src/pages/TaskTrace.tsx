import { Button } from '@mantine/core';
import { IconExternalLink, IconTimeline } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isStatus } from '../api/client';
import { config } from '../api/metrics';
import { traceOf, traceTiming } from '../api/traces';
import type { Trace } from '../api/types';
import { useTimed } from '../api/useTimed';
import { LoadProblem } from '../components/LoadProblem';
import { Notice } from '../components/Notice';
import { spansOfTask } from '../components/spans';
import classes from '../components/TraceView.module.css';
import { TraceView, type Part } from '../components/TraceView';
import { traceUrl } from '../components/traceUrl';

interface Props {
  id: string;
  /** The task whose spans come first. */
  task?: string;
  span: string | undefined;
  onSpan: (span: string | undefined) => void;
  children?: (trace: Trace) => ReactNode;
}

/** A trace in all the states it can be in. */
export function TaskTrace({ id, task, span, onSpan, children }: Props) {
  const { t } = useTranslation();
  const { data, error, isFetching, refetch } = useTrace(id);
  const own = useOwn(data, task);
  const read = () => void refetch();
  if (!data && error && !isStatus(error, 404)) return <LoadProblem error={error} onRetry={read} />;
  if (data && data.spans.length > 0 && own) {
    return (
      <>
        {children?.(data)}
        <TraceView {...{ trace: data, own }} chosen={span} onChoose={onSpan} />
      </>
    );
  }
  if ((!data && !error) || !own) return <div className={classes.view} aria-busy />;
  return (
    <>
      {data && children?.(data)}
      <Notice
        icon={<IconTimeline size={28} />}
        title={t('trace.empty')}
        help={t('trace.empty.help')}
        action={
          <Button size="xs" variant="default" loading={isFetching} onClick={read}>
            {t('trace.again')}
          </Button>
        }
      />
    </>
  );
}

/** One that nobody knows may be on its way: it is asked for a second time, and no more. */
function useTrace(id: string) {
  const { refetchInterval, ...timed } = useTimed(traceTiming);
  return useQuery({
    ...traceOf(id),
    ...timed,
    refetchInterval: (query) => {
      const { data, errorUpdateCount } = query.state;
      return data === undefined && errorUpdateCount > 1 ? false : refetchInterval(query);
    },
  });
}

/**
 * What of the trace is the task's; undefined while it is read. What a trace that is cut leaves out
 * may be just that.
 */
function useOwn(trace: Trace | undefined, task: string | undefined): Part | undefined {
  const isLeftOut = trace?.is_cut === true && task !== undefined;
  const read = useQuery({
    ...traceOf(trace?.id ?? '', task),
    ...useTimed(traceTiming),
    enabled: isLeftOut,
  });
  const found = useMemo(
    () => ({
      spans: trace && task !== undefined ? spansOfTask(trace.spans, task) : [],
      is_cut: false,
    }),
    [trace, task],
  );
  return isLeftOut && !read.error ? read.data : found;
}

/** Where the trace is shown by another program, if one is configured. */
export function TraceElsewhere({ id }: { id: string }) {
  const { t } = useTranslation();
  const server = useQuery(config);
  const url = traceUrl(server.data?.trace_url_template ?? null, id);
  if (!url) return null;
  return (
    <a href={url} target="_blank" rel="noreferrer" className={classes.elsewhere}>
      {t('task.trace.open')} <IconExternalLink size={13} aria-hidden />
    </a>
  );
}
