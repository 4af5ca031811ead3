import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ItemStatus } from '../api/taskItems';
import { ITEM_STATUSES, type TaskItem } from '../api/types';
import { useFormats } from '../i18n/format';
import { DataTable, type Column } from './DataTable';
import { Priority } from './ProposalTags';
import { Tag, type Tone } from './Tag';
import classes from './TaskItemTable.module.css';

const TONES: Record<TaskItem['status'], Tone> = {
  open: 'blue',
  in_progress: 'amber',
  completed: 'green',
  closed: 'grey',
};

interface Props {
  items: readonly TaskItem[];
  /** Whether the reader may change what is in a project, by its slug. */
  mayChange: (project: string) => boolean;
  onStatus: (item: TaskItem, status: ItemStatus) => void;
}

function Due({ day }: { day: string }) {
  const formats = useFormats();
  return (
    <time className={classes.due} dateTime={day}>
      {formats.day(day)}
    </time>
  );
}

export function TaskItemTable({ items, mayChange, onStatus }: Props) {
  const { t } = useTranslation();
  const { moment, exact } = useFormats();
  const columns: readonly Column<TaskItem>[] = [
    {
      id: 'title',
      header: t('proposals.field.title'),
      cell: ({ title, description, tags }) => (
        <div className={classes.words}>
          <span className={classes.title}>{title}</span>
          {description !== title && <span className={classes.dim}>{description}</span>}
          {tags.length > 0 && <span className={classes.dim}>{tags.join(', ')}</span>}
        </div>
      ),
    },
    {
      id: 'status',
      header: t('items.status.short'),
      cell: (item) =>
        mayChange(item.project) ? (
          <Status {...{ item, onStatus }} />
        ) : (
          <Tag tone={TONES[item.status]}>{t(`items.${item.status}`)}</Tag>
        ),
    },
    {
      id: 'priority',
      header: t('proposals.field.priority'),
      cell: ({ priority }) => <Priority priority={priority} />,
    },
    {
      id: 'category',
      header: t('proposals.field.category'),
      cell: ({ category }) => t(`category.${category}`),
      isSecondary: true,
    },
    {
      id: 'assignee',
      header: t('items.assignee'),
      cell: ({ assignee }) => assignee?.name ?? t('task.none'),
      isSecondary: true,
    },
    {
      id: 'due',
      header: t('proposals.field.due'),
      cell: ({ due }) => (due === null ? t('task.none') : <Due day={due} />),
      isSecondary: true,
    },
    {
      id: 'project',
      header: t('task.project'),
      cell: ({ project }) => project,
      isSecondary: true,
    },
    {
      id: 'created',
      header: t('task.created'),
      cell: ({ created_at }) => (
        <time dateTime={created_at} title={exact(created_at)}>
          {moment(created_at)}
        </time>
      ),
      isSecondary: true,
    },
  ];
  return (
    <DataTable label={t('items.list')} columns={columns} rows={items} rowKey={({ id }) => id} />
  );
}

function Status({ item, onStatus }: { item: TaskItem; onStatus: Props['onStatus'] }) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      size="xs"
      className={classes.status}
      aria-label={t('items.status.of', { title: item.title })}
      data={ITEM_STATUSES.map((value) => ({ value, label: t(`items.${value}`) }))}
      value={item.status}
      onChange={({ currentTarget }) => {
        const status = ITEM_STATUSES.find((each) => each === currentTarget.value);
        if (status) onStatus(item, status);
      }}
    />
  );
}
