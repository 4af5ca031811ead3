import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from './Section';
import detail from './TaskDetail.module.css';
import classes from './WorkFacts.module.css';

interface Props {
  /** By name; what is null is left out. */
  facts: readonly (readonly [string, string | null])[];
  /** That carries it out. */
  taskId: string | null;
  children?: ReactNode;
}

/** What is to be known of a piece of work, and the task that carries it out. */
export function WorkFacts({ facts, taskId, children }: Props) {
  const { t } = useTranslation();
  return (
    <Section title={t('task.facts')}>
      <dl className={detail.facts}>
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name} className={classes.fact}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
        {taskId !== null && (
          <div className={classes.fact}>
            <dt>{t('tasks.column.name')}</dt>
            <dd>
              <Link to="/" search={{ task: taskId }} className={detail.filter}>
                {t('task.panel', { id: taskId })}
              </Link>
            </dd>
          </div>
        )}
      </dl>
      {children}
    </Section>
  );
}
