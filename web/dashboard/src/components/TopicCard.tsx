import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TopicSearch } from '../api/topics';
import type { Topic } from '../api/types';
import { present } from '../api/view';
import { useFormats } from '../i18n/format';
import classes from './Card.module.css';
import { Likeness } from './Likeness';

interface Props {
  topic: Topic;
  /** Of the page, which it keeps. */
  search: TopicSearch;
}

export function TopicCard({ topic, search }: Props) {
  const { t } = useTranslation();
  const { moment, exact } = useFormats();
  return (
    <Link
      to="/topics"
      search={present({ ...search, topic: topic.id, type: undefined })}
      className={classes.card}
    >
      <h2 className={classes.name}>{topic.name}</h2>
      {topic.description && <p className={classes.text}>{topic.description}</p>}
      <p className={classes.facts}>
        <Likeness row={topic} />
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
