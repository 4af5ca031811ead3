import { IconTags } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { topicList } from '../api/topics';
import { present } from '../api/view';
import { ListPage } from '../components/ListPage';
import { Notice } from '../components/Notice';
import { Split } from '../components/Split';
import { TopicCard } from '../components/TopicCard';
import { TopicPanel } from './TopicPanel';

const route = getRouteApi('/topics');

export function Topics() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(topicList(search.project));
  const topics = list.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => void navigate({ search: present({ project: search.project }) });
  return (
    <Split
      label={t('topics.one')}
      list={
        <ListPage
          title={t('topics.list')}
          list={list}
          isEmpty={topics.length === 0}
          isFlush
          empty={
            <Notice
              icon={<IconTags size={28} />}
              title={t('topics.empty')}
              help={t('topics.empty.help')}
              action={<Link to="/proposals">{t('nav.proposals')}</Link>}
            />
          }
        >
          <ul>
            {topics.map((topic) => (
              <li key={topic.id}>
                <TopicCard
                  {...{ topic, project: search.project }}
                  isOpen={topic.id === search.topic}
                />
              </li>
            ))}
          </ul>
        </ListPage>
      }
      panel={
        search.topic !== undefined && (
          <TopicPanel
            key={search.topic}
            id={search.topic}
            type={search.type}
            onType={(type) => void navigate({ search: present({ ...search, type }) })}
            onClose={close}
          />
        )
      }
    />
  );
}
