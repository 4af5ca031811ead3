import { useTranslation } from 'react-i18next';
import type { TaskItem } from '../api/types';
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

export function TaskItemTable({ items }: { items: readonly TaskItem[] }) {
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
      cell: ({ status }) => <Tag tone={TONES[status]}>{t(`items.${status}`)}</Tag>,
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
      cell: ({ due }) => due ?? t('task.none'),
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
