import { Button } from '@mantine/core';
import { IconExternalLink, IconTimeline } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isStatus } from '../api/client';
import { config } from '../api/metrics';
import { traceOf, traceTiming } from '../api/traces';
import type { Trace } from '../api/types';
import { useTimed } from '../api/useTimed';
import { LoadProblem } from '../components/LoadProblem';
import { Notice } from '../components/Notice';
import classes from '../components/TraceView.module.css';
import { TraceView } from '../components/TraceView';
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
  const read = () => void refetch();
  if (!data && error && !isStatus(error, 404)) return <LoadProblem error={error} onRetry={read} />;
  if (data && data.spans.length > 0) {
    return (
      <>
        {children?.(data)}
        <TraceView
          trace={data}
          {...(task !== undefined && { task })}
          chosen={span}
          onChoose={onSpan}
        />
      </>
    );
  }
  if (!data && !error) return <div className={classes.view} aria-busy />;
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
