import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Topic } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './Card.module.css';

interface Props {
  topic: Topic;
  project: string | undefined;
  isOpen: boolean;
}

export function TopicCard({ topic, project, isOpen }: Props) {
  const { t } = useTranslation();
  const { moment, exact } = useFormats();
  return (
    <Link
      to="/topics"
      search={project === undefined ? { topic: topic.id } : { project, topic: topic.id }}
      className={classes.card}
      aria-current={isOpen}
    >
      <h2 className={classes.name}>{topic.name}</h2>
      {topic.description && <p className={classes.text}>{topic.description}</p>}
      <p className={classes.facts}>
        <span>{t('topics.atoms', { count: topic.atoms })}</span>
        <span>{t('proposals.sources', { count: topic.messages })}</span>
        <span>{topic.project}</span>
        <time dateTime={topic.created_at} title={exact(topic.created_at)}>
          {moment(topic.created_at)}
        </time>
      </p>
    </Link>
  );
}
