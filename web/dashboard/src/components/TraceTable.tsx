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
}

/** Traces in few words, each with the way to its waterfall and to its task. */
export function TraceTable({ traces, project }: Props) {
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
      header: t('trace.began'),
      cell: ({ started_at }) => (
        <time dateTime={started_at} title={exact(started_at)}>
          {moment(started_at)}
        </time>
      ),
    },
    {
      id: 'duration',
      header: t('trace.duration'),
      cell: ({ duration_us }) => <DurationBar value={duration_us / 1000} longest={longest} />,
      isNumeric: true,
    },
    {
      id: 'spans',
      header: t('trace.spans'),
      cell: ({ spans, is_cut }) => `${count(spans)}${is_cut ? '+' : ''}`,
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
