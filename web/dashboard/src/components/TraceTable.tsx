import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TraceSummary } from '../api/types';
import { present } from '../api/view';
import { useFormats } from '../i18n/format';
import { DataTable, type Column } from './DataTable';
import { DurationBar } from './DurationBar';
import { StateLabel } from './StateLabel';
import table from './Table.module.css';
import { Tag } from './Tag';

interface Props {
  traces: readonly TraceSummary[];
  /** The slug of the chosen project, which stays chosen. */
  project: string | undefined;
  /** Whether they are in the order of how long they took, or else of their tasks' creation. */
  isSlowest: boolean;
}

/** Traces in few words, each with the way to its waterfall and to its task. */
export function TraceTable({ traces, project, isSlowest }: Props) {
  const { t } = useTranslation();
  const { moment, exact, count } = useFormats();
  const longest = Math.max(1, ...traces.map(({ duration_us }) => duration_us / 1000));
  const columns: Column<TraceSummary>[] = [
    {
      id: 'name',
      header: t('trace.title'),
      cell: ({ id, name }) => (
        <Link to="/traces/$id" params={{ id }} search={present({ project })} className={table.link}>
          {name}
        </Link>
      ),
    },
    {
      id: 'began',
      header: t(isSlowest ? 'trace.began' : 'traces.created'),
      cell: ({ started_at, task }) => {
        const at = isSlowest ? started_at : task.created_at;
        return (
          <time dateTime={at} title={exact(at)}>
            {moment(at)}
          </time>
        );
      },
    },
    {
      id: 'duration',
      header: t('trace.duration'),
      // Nothing of it has begun: it took no time yet, not none.
      cell: ({ duration_us, spans }) =>
        spans > 0 ? <DurationBar value={duration_us / 1000} longest={longest} /> : t('task.none'),
      isNumeric: true,
    },
    {
      id: 'spans',
      header: t('trace.spans'),
      cell: ({ spans, is_cut }) =>
        spans > 0 ? `${count(spans)}${is_cut ? '+' : ''}` : t('task.none'),
      isNumeric: true,
      isSecondary: true,
    },
    {
      id: 'errors',
      header: t('trace.status'),
      cell: ({ errors, task }) =>
        errors > 0 ? (
          <Tag tone="red">{t('trace.errors', { count: errors })}</Tag>
        ) : (
          <StateLabel state={task.state} />
        ),
    },
    {
      id: 'task',
      header: t('traces.task'),
      cell: ({ task }) => (
        <Link to="/" search={present({ project, task: task.id })} className={table.link}>
          {`#${task.id} ${task.name}`}
        </Link>
      ),
      isSecondary: true,
    },
  ];
  return (
    <DataTable
      label={t('nav.traces')}
      columns={columns}
      rows={traces}
      rowKey={({ id }) => id}
      isStacked
    />
  );
}
