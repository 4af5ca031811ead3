import { IconTags } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { topicList } from '../api/topics';
import { ListPage } from '../components/ListPage';
import { Notice } from '../components/Notice';
import classes from '../components/Page.module.css';
import { TopicCard } from '../components/TopicCard';

export function Topics() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(topicList);
  const topics = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <ListPage
      title={t('topics.list')}
      list={list}
      isEmpty={topics.length === 0}
      empty={
        <Notice
          icon={<IconTags size={28} />}
          title={t('topics.empty')}
          help={t('topics.empty.help')}
          action={<Link to="/proposals">{t('nav.proposals')}</Link>}
        />
      }
    >
      <div className={classes.cards}>
        {topics.map((topic) => (
          <TopicCard key={topic.id} topic={topic} />
        ))}
      </div>
    </ListPage>
  );
}
