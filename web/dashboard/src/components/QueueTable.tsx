import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlugConnectedX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Queue } from '../api/types';
import { present } from '../api/view';
import { useFormats } from '../i18n/format';
import { Ago } from './Ago';
import { DataTable, type Column } from './DataTable';
import classes from './Table.module.css';
import { Tag } from './Tag';

interface Props {
  queues: readonly Queue[];
  /** The slug of the chosen one, whose tasks are counted; all where there is none. */
  project: string | undefined;
  /** When they were read, in ms: waits go on from there. */
  readAt: number;
  /** The queue that is being resumed. */
  busy: string | null;
  /** Both absent for whoever may only look. */
  onPause?: (queue: string) => void;
  onResume?: (queue: string) => void;
}

export function QueueTable({ queues, project, readAt, busy, onPause, onResume }: Props) {
  const { t } = useTranslation();
  const { count } = useFormats();
  const figure = (id: 'waiting' | 'scheduled' | 'running' | 'ended_1h'): Column<Queue> => ({
    id,
    header: t(`queues.${id}`),
    cell: (queue) => count(queue[id]),
    isNumeric: true,
  });
  const columns: Column<Queue>[] = [
    {
      id: 'name',
      header: t('queues.name'),
      cell: (queue) => <Name queue={queue} project={project} />,
    },
    figure('waiting'),
    figure('scheduled'),
    figure('running'),
    {
      id: 'oldest',
      header: t('queues.oldest'),
      cell: ({ oldest_seconds: wait }) =>
        wait === null ? t('task.none') : <Ago at={new Date(readAt - wait * 1000).toISOString()} />,
    },
    figure('ended_1h'),
    {
      id: 'failed_1h',
      header: t('queues.failed_1h'),
      cell: ({ failed_1h: failed }) => (
        <span className={failed ? classes.bad : undefined}>{count(failed)}</span>
      ),
      isNumeric: true,
    },
    { id: 'workers', header: t('queues.workers'), cell: (queue) => <Served queue={queue} /> },
  ];
  const deeds: Column<Queue> = {
    id: 'deeds',
    header: '',
    cell: ({ name, pause }) => {
      // What holds all queues is lifted where it is told, above every page.
      if (pause?.queue === null) return null;
      const deed = pause ? 'resume' : 'pause';
      return (
        <div className={classes.actions}>
          <Button
            size="compact-xs"
            variant="default"
            loading={busy === name}
            aria-label={`${t(`queues.${deed}`)}: ${name}`}
            onClick={() => (pause ? onResume : onPause)?.(name)}
          >
            {t(`queues.${deed}`)}
          </Button>
        </div>
      );
    },
  };
  return (
    <DataTable
      isStacked
      label={t('queues.list')}
      columns={onPause ? [...columns, deeds] : columns}
      rows={queues}
      rowKey={({ name }) => name}
    />
  );
}

interface NameProps {
  queue: Queue;
  project: string | undefined;
}

/** Leads to its tasks; quotes keep what the search would read as its own signs. */
function Name({ queue: { name, pause }, project }: NameProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const end = pause?.resume_at && t('why.paused.until', { at: moment(pause.resume_at) });
  return (
    <>
      <Link
        to="/"
        search={present({ project, q: `queue:"${name.replaceAll('"', '')}"` })}
        className={`${classes.link} ${classes.name}`}
      >
        {name}
      </Link>
      {pause && (
        <div className={classes.row}>
          <Tag tone="amber" icon={IconPlayerPause}>
            {t('schedules.paused')}
          </Tag>
          <span className={classes.dim}>{[pause.reason, end].filter(Boolean).join(' · ')}</span>
        </div>
      )}
    </>
  );
}

function Served({ queue: { workers } }: { queue: Queue }) {
  const { t } = useTranslation();
  const { count } = useFormats();
  if (workers > 0) return count(workers);
  return (
    <Tag tone="red" icon={IconPlugConnectedX}>
      {t('queues.unserved')}
    </Tag>
  );
}
