import { useTranslation } from 'react-i18next';
import { shownState } from '../api/tasks';
import type { Related, RelatedTask } from '../api/types';
import { Section } from './Section';
import { StateLabel } from './StateLabel';
import classes from './TaskDetail.module.css';
import { TaskLink } from './TaskLink';

/** What deferred the task, what it deferred, what it retries and what retries it. */
export function TaskRelated({ related }: { related: Related }) {
  const { t } = useTranslation();
  const { parent, original, retries, children, children_found } = related;
  if (!parent && !original && retries.length + children.length === 0) return null;
  const unseen = children_found === null ? null : children_found - children.length;
  const more = unseen === null ? t('related.unknown') : t('related.more', { count: unseen });
  return (
    <Section title={t('related.title')}>
      <dl className={classes.facts} aria-label={t('related.title')}>
        <Kin name={t('related.parent')} tasks={parent ? [parent] : []} />
        <Kin name={t('related.original')} tasks={original ? [original] : []} />
        <Kin name={t('related.retries')} tasks={retries} />
        <Kin name={t('related.children')} tasks={children} more={unseen === 0 ? undefined : more} />
      </dl>
    </Section>
  );
}

interface KinProps {
  name: string;
  tasks: readonly RelatedTask[];
  /** What to say below, if there is anything. */
  more?: string | undefined;
}

function Kin({ name, tasks, more }: KinProps) {
  if (tasks.length === 0) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <ul className={classes.related} aria-label={name}>
          {tasks.map((task) => (
            <li key={task.id} className={classes.kin}>
              <TaskLink id={task.id}>
                #{task.id} {task.name}
              </TaskLink>
              <StateLabel state={shownState(task)} />
            </li>
          ))}
        </ul>
        {more && <p className={classes.dim}>{more}</p>}
      </dd>
    </>
  );
}
