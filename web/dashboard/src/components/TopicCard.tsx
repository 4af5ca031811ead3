import { useTranslation } from 'react-i18next';
import type { Topic } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './ProposalCard.module.css';

export function TopicCard({ topic }: { topic: Topic }) {
  const { t } = useTranslation();
  const { moment, exact } = useFormats();
  return (
    <article className={classes.card}>
      <div className={classes.body}>
        <h3 className={classes.name}>{topic.name}</h3>
        {topic.description && <p className={classes.text}>{topic.description}</p>}
        <p className={classes.facts}>
          <span>{t('topics.atoms', { count: topic.atoms })}</span>
          <span>{t('proposals.sources', { count: topic.messages })}</span>
          {topic.keywords.length > 0 && <span>{topic.keywords.join(', ')}</span>}
          <span>{topic.project}</span>
        </p>
      </div>
      <time className={classes.facts} dateTime={topic.created_at} title={exact(topic.created_at)}>
        {moment(topic.created_at)}
      </time>
    </article>
  );
}
