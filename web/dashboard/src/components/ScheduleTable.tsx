import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPause, IconPlugConnectedX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ScheduleDeed } from '../api/schedules';
import type { Schedule } from '../api/types';
import { useFormats } from '../i18n/format';
import { Ago } from './Ago';
import { DataTable, type Column } from './DataTable';
import { StateLabel } from './StateLabel';
import classes from './Table.module.css';
import { Tag } from './Tag';
import { useActor } from './useActor';

interface Props {
  schedules: readonly Schedule[];
  /** Absent for whoever may only look. */
  onAsk?: (schedule: Schedule, deed: ScheduleDeed) => void;
}

export function ScheduleTable({ schedules, onAsk }: Props) {
  const { t } = useTranslation();
  const columns: Column<Schedule>[] = [
    { id: 'name', header: t('schedules.name'), cell: (each) => <Name schedule={each} /> },
    { id: 'when', header: t('schedules.when'), cell: (each) => <When schedule={each} /> },
    { id: 'next', header: t('schedules.next'), cell: (each) => <Next schedule={each} /> },
    { id: 'last', header: t('schedules.last'), cell: (each) => <Last schedule={each} /> },
  ];
  const deeds: Column<Schedule> = {
    id: 'deeds',
    header: '',
    cell: (each) => <Deeds schedule={each} onAsk={(deed) => onAsk?.(each, deed)} />,
  };
  return (
    <DataTable
      isStacked
      label={t('schedules.list')}
      columns={onAsk ? [...columns, deeds] : columns}
      rows={schedules}
      rowKey={(each) => each.name}
    />
  );
}

function Name({ schedule: { name, task, queue } }: { schedule: Schedule }) {
  const { t } = useTranslation();
  return (
    <>
      <Link to="/" search={{ name: task }} className={`${classes.link} ${classes.name}`}>
        {name}
      </Link>
      <div className={classes.dim}>{t('schedules.queue', { queue })}</div>
    </>
  );
}

function When({ schedule: { description, cron } }: { schedule: Schedule }) {
  return (
    <>
      <div>{description}</div>
      {cron !== description && <code className={classes.dim}>{cron}</code>}
    </>
  );
}

/** When it is due again; or why it is not, or was not when it should have been. */
function Next({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const actor = useActor();
  const { paused, overdue, next_at, workers } = schedule;
  if (paused) {
    const by = actor(paused.actor, paused.by);
    const told = t('schedules.paused.by', { actor: by, at: moment(paused.at) });
    return (
      <>
        <Tag tone="amber" icon={IconPlayerPause}>
          {t('schedules.paused')}
        </Tag>
        <div className={classes.dim}>{[told, paused.reason].filter(Boolean).join(': ')}</div>
      </>
    );
  }
  return (
    <>
      {next_at && (
        <div>
          <Ago at={next_at} /> <span className={classes.dim}>{moment(next_at)}</span>
        </div>
      )}
      {overdue && (
        <Tag tone="red" icon={IconAlertTriangle}>
          {t('schedules.overdue')}
        </Tag>
      )}
      {workers === 0 && (
        <Tag tone="red" icon={IconPlugConnectedX}>
          {t('schedules.unserved')}
        </Tag>
      )}
    </>
  );
}

function Last({ schedule: { last } }: { schedule: Schedule }) {
  const { t } = useTranslation();
  if (!last) return <span className={classes.dim}>{t('schedules.never')}</span>;
  return (
    <div className={classes.row}>
      <StateLabel state={last.state} />
      {last.task_id && (
        <Link to="/" search={{ task: last.task_id }} className={classes.link}>
          #{last.task_id}
        </Link>
      )}
      <span className={classes.dim}>
        <Ago at={last.finished_at ?? last.started_at ?? last.created_at} />
      </span>
    </div>
  );
}

interface DeedsProps {
  schedule: Schedule;
  onAsk: (deed: ScheduleDeed) => void;
}

function Deeds({ schedule, onAsk }: DeedsProps) {
  const { t } = useTranslation();
  const deeds: ScheduleDeed[] = ['run', schedule.paused ? 'resume' : 'pause'];
  return (
    <div className={classes.actions}>
      {deeds.map((deed) => (
        <Button
          key={deed}
          size="compact-xs"
          variant="default"
          aria-label={`${t(`schedules.${deed}`)}: ${schedule.name}`}
          onClick={() => onAsk(deed)}
        >
          {t(`schedules.${deed}`)}
        </Button>
      ))}
    </div>
  );
}
