import {
  IconHandStop,
  IconHeartbeat,
  IconPlayerStop,
  IconPlugConnectedX,
  type Icon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Worker } from '../api/types';
import { useFormats } from '../i18n/format';
import { Ago } from './Ago';
import { DataTable, type Column } from './DataTable';
import classes from './Table.module.css';
import { Tag } from './Tag';

interface Props {
  workers: readonly Worker[];
  /** Whether an event tells when one falls silent: until then it is heard of every few seconds. */
  isHeard: boolean;
}

export function WorkerTable({ workers, isHeard }: Props) {
  const { t } = useTranslation();
  const { count } = useFormats();
  const columns: Column<Worker>[] = [
    { id: 'name', header: t('workers.name'), cell: (worker) => <Name worker={worker} /> },
    { id: 'state', header: t('workers.state'), cell: (worker) => <State worker={worker} /> },
    {
      id: 'queues',
      header: t('workers.queues'),
      cell: ({ queues }) => queues?.join(', ') ?? t('workers.queues.all'),
      isSecondary: true,
    },
    { id: 'tasks', header: t('workers.tasks'), cell: (worker) => <Tasks worker={worker} /> },
    {
      id: 'ended',
      header: t('workers.ended'),
      cell: ({ ended }) => count(ended),
      isNumeric: true,
      isSecondary: true,
    },
    {
      id: 'heartbeat',
      header: t('workers.heartbeat'),
      cell: (worker) => <Heartbeat {...{ worker, isHeard }} />,
    },
    {
      id: 'started',
      header: t('workers.started'),
      cell: ({ started_at: at }) => <Ago at={at} />,
      isSecondary: true,
    },
  ];
  return (
    <DataTable
      isStacked
      label={t('workers.list')}
      columns={columns}
      rows={workers}
      rowKey={(worker) => worker.id}
    />
  );
}

function Heartbeat({ worker, isHeard }: { worker: Worker; isHeard: boolean }) {
  const { t } = useTranslation();
  const { state, heartbeat_at: at } = worker;
  if (isHeard && (state === 'live' || state === 'draining')) return t('workers.heartbeat.regular');
  return at ? <Ago at={at} /> : t('task.none');
}

function Name({ worker }: { worker: Worker }) {
  const { t } = useTranslation();
  const { host, pid, version } = worker;
  const facts = [
    host,
    pid !== null && t('workers.pid', { pid }),
    version !== null && t('workers.version', { version }),
  ];
  return (
    <>
      <div className={classes.name}>{worker.name}</div>
      <div className={classes.dim}>{facts.filter(Boolean).join(' · ')}</div>
    </>
  );
}

const looks = {
  live: { tone: 'green', icon: IconHeartbeat },
  draining: { tone: 'amber', icon: IconHandStop },
  silent: { tone: 'red', icon: IconPlugConnectedX },
  stopped: { tone: 'grey', icon: IconPlayerStop },
} as const satisfies Record<Worker['state'], { tone: string; icon: Icon }>;

function State({ worker }: { worker: Worker }) {
  const { t } = useTranslation();
  const { state, lost_at, draining_at, stopped_at, taken_up } = worker;
  const since = { live: null, draining: draining_at, silent: lost_at, stopped: stopped_at }[state];
  return (
    <>
      <Tag {...looks[state]}>{t(`workers.state.${state}`)}</Tag>
      <div className={classes.dim}>
        {since && <Ago at={since} />}
        {taken_up > 0 && <div>{t('workers.taken_up', { count: taken_up })}</div>}
      </div>
    </>
  );
}

/** What it runs, of how much it could run at once. */
function Tasks({ worker }: { worker: Worker }) {
  const { t } = useTranslation();
  const { concurrency, tasks } = worker;
  const busy =
    concurrency === null ? tasks.length : t('workers.busy', { number: tasks.length, concurrency });
  return (
    <>
      <div>{busy}</div>
      <ul>
        {tasks.map(({ id, name, started_at }) => (
          <li key={`${id ?? ''} ${started_at}`}>
            {id === null ? (
              <span className={classes.dim}>{t('workers.task.foreign')}</span>
            ) : (
              <Link to="/" search={{ task: id }} className={classes.link}>
                {name} #{id}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
