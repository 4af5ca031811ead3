import { createColumnHelper, tableFeatures } from '@tanstack/react-table';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { shownState, type SortField } from '../api/tasks';
import type { Task } from '../api/types';
import { useFormats } from '../i18n/format';
import { StateLabel } from './StateLabel';
import classes from './TaskTable.module.css';

// Only the core: the server filters and sorts, and the URL holds by what.
export const features = tableFeatures({});
const column = createColumnHelper<typeof features, Task>();

/** A column's id is the API's sort field and its class in the grid. */
const cells: Record<SortField, (task: Task) => ReactNode> = {
  id: (task) => task.id,
  name: (task) => <NameCell task={task} />,
  state: (task) => <StateCell task={task} />,
  owner: (task) => <Clipped text={task.owner?.name ?? task.owner?.id ?? '–'} />,
  project: (task) => <Clipped text={task.project ?? '–'} />,
  created_at: (task) => <CreatedCell at={task.created_at} />,
};

const shown = (id: SortField) => column.display({ id, cell: ({ row }) => cells[id](row.original) });

export const columns = column.columns([
  shown('id'),
  shown('name'),
  shown('state'),
  shown('owner'),
  shown('project'),
  shown('created_at'),
]);

/** A real link that covers its row: it can be opened in a new tab and reached by keyboard. */
function NameCell({ task }: { task: Task }) {
  return (
    <Link
      from="/"
      to="/"
      search={(search) => ({ ...search, task: task.id })}
      className={classes.link}
      title={task.name}
    >
      {task.name}
    </Link>
  );
}

function StateCell({ task }: { task: Task }) {
  const { share } = useFormats();
  const { state, progress } = task;
  const known = state === 'in_progress' && progress?.total ? progress : null;
  return (
    <>
      <StateLabel state={shownState(task)} />
      {known?.total && <span className={classes.share}>{share(known.done / known.total)}</span>}
    </>
  );
}

function CreatedCell({ at }: { at: string }) {
  const { moment, exact } = useFormats();
  return (
    <time dateTime={at} title={exact(at)}>
      {moment(at)}
    </time>
  );
}

function Clipped({ text }: { text: string }) {
  return <span title={text}>{text}</span>;
}
