import { useHotkeys } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { present, viewOf } from '../api/view';
import classes from './Board.module.css';
import { TaskList } from './TaskList';
import { TaskPanel } from './TaskPanel';

const route = getRouteApi('/');

/** The live list, and the open task beside it. */
export function Board() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const view = viewOf(search);
  const close = () => void navigate({ search: view });
  useHotkeys([['Escape', close]]);

  return (
    <div className={classes.board} data-open={search.task !== undefined}>
      <section className={classes.list} aria-label={t('tasks.list')}>
        <TaskList
          view={view}
          openId={search.task}
          onView={(change) => void navigate({ search: present({ ...search, ...change }) })}
          onClear={() => void navigate({ search: present({ sort: view.sort, task: search.task }) })}
        />
      </section>
      {search.task !== undefined && (
        <aside className={classes.panel} aria-label={t('task.panel', { id: search.task })}>
          <TaskPanel
            key={search.task}
            id={search.task}
            onClose={close}
            onFilter={(filter) => void navigate({ search: present({ ...search, ...filter }) })}
          />
        </aside>
      )}
    </div>
  );
}
