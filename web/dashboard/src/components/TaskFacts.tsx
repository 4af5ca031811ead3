import { IconExternalLink } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskView } from '../api/tasks';
import type { TaskDetail } from '../api/types';
import { useFormats } from '../i18n/format';
import { CopyIcon } from './CopyIcon';
import classes from './TaskDetail.module.css';
import { TaskLink } from './TaskLink';
import { traceUrl } from './traceUrl';

interface Props {
  task: TaskDetail;
  traceTemplate: string | null;
  onFilter: (filter: Partial<TaskView>) => void;
}

export function TaskFacts({ task, traceTemplate, onFilter }: Props) {
  const { t } = useTranslation();
  const { exact } = useFormats();
  const { owner, project } = task;
  return (
    <dl className={classes.facts} aria-label={t('task.facts')}>
      <Fact name={t('task.user')}>
        {owner && <Filter text={owner.name} set={() => onFilter({ owner: owner.id })} />}
      </Fact>
      <Fact name={t('task.project')}>
        {project && <Filter text={project} set={() => onFilter({ project })} />}
      </Fact>
      <Fact name={t('task.queue')}>{task.queue}</Fact>
      <Fact name={t('task.created')}>{exact(task.created_at)}</Fact>
      {/* Of the present the related tasks tell it, with its state. */}
      {task.retry_of && !task.related && (
        <Fact name={t('task.retry_of')}>
          <TaskLink id={task.retry_of}>#{task.retry_of}</TaskLink>
        </Fact>
      )}
      <Fact name={t('task.priority.field')}>{task.priority}</Fact>
      {task.scheduled_at && <Fact name={t('task.scheduled')}>{exact(task.scheduled_at)}</Fact>}
      <Fact name={t('task.attempt')}>
        {task.max_attempts === null
          ? task.attempt
          : t('task.attempt.of', { number: task.attempt, most: task.max_attempts })}
      </Fact>
      {task.worker && (
        <Fact name={t('tasks.column.worker')}>
          <Filter
            text={task.worker}
            set={() => onFilter({ q: `worker:"${task.worker?.replaceAll('"', '') ?? ''}"` })}
          />
        </Fact>
      )}
      {task.trace_id && (
        <Fact name={t('task.trace')}>
          <Trace id={task.trace_id} template={traceTemplate} />
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      <dt>{name}</dt>
      <dd>{children ?? t('task.none')}</dd>
    </>
  );
}

function Filter({ text, set }: { text: string; set: () => void }) {
  return (
    <button type="button" className={classes.filter} onClick={set}>
      {text}
    </button>
  );
}

function Trace({ id, template }: { id: string; template: string | null }) {
  const { t } = useTranslation();
  const url = traceUrl(template, id);
  return (
    <span className={classes.trace}>
      <Link to="/traces/$id" params={{ id }}>
        <code>{id}</code>
      </Link>
      <CopyIcon value={id} />
      {url && (
        <a href={url} target="_blank" rel="noreferrer">
          {t('task.trace.open')} <IconExternalLink size={13} aria-hidden />
        </a>
      )}
    </span>
  );
}
