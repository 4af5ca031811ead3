import { Button, SegmentedControl } from '@mantine/core';
import { IconBulb, IconFilterOff, IconTags } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { atomsFound, topicList, type TopicSearch } from '../api/topics';
import type { Ranking } from '../api/types';
import { present } from '../api/view';
import { AtomRows } from '../components/AtomRows';
import { ListPage } from '../components/ListPage';
import { Notice } from '../components/Notice';
import { NothingAlike } from '../components/NothingAlike';
import { RankingNote } from '../components/RankingNote';
import { SearchBy } from '../components/SearchBy';
import { Split } from '../components/Split';
import { TopicCard } from '../components/TopicCard';
import { NothingYet } from './NothingYet';
import { TopicPanel } from './TopicPanel';

const route = getRouteApi('/topics');

/** What people made of proposals: topics, or the atoms of all of them. */
export function Topics() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (changed: TopicSearch) =>
    void navigate({ search: present({ ...search, ...changed }) });
  return (
    <Split
      label={t('topics.one')}
      list={
        search.show ? <AtomList {...{ search, change }} /> : <TopicList {...{ search, change }} />
      }
      panel={
        search.topic !== undefined && (
          <TopicPanel
            key={search.topic}
            id={search.topic}
            type={search.type}
            onType={(type) => change({ type })}
            onClose={() => change({ topic: undefined, type: undefined })}
          />
        )
      }
    />
  );
}

interface Props {
  search: TopicSearch;
  change: (changed: TopicSearch) => void;
}

function TopicList({ search, change }: Props) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(topicList(search));
  const topics = list.data?.pages.flatMap((page) => page.items) ?? [];
  const ranking = list.data?.pages[0]?.ranking;
  return (
    <ListPage
      title={t('topics.list')}
      actions={<Filters label={t('topics.search')} {...{ search, change }} />}
      list={list}
      isEmpty={topics.length === 0}
      isFlush
      empty={
        <Nothing
          {...{ search, change, ranking }}
          title={t('topics.nomatch')}
          help={t('topics.nomatch.help')}
        >
          <NothingYet
            icon={<IconTags size={28} />}
            title={t('topics.empty')}
            help={t('topics.empty.help')}
            action={<Link to="/proposals">{t('nav.proposals')}</Link>}
          />
        </Nothing>
      }
    >
      {ranking && <Note {...{ list, ranking }} count={topics.length} />}
      <ul>
        {topics.map((topic) => (
          <li key={topic.id}>
            <TopicCard {...{ topic, search }} />
          </li>
        ))}
      </ul>
    </ListPage>
  );
}

function AtomList({ search, change }: Props) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(atomsFound(search));
  const atoms = list.data?.pages.flatMap((page) => page.items) ?? [];
  const ranking = list.data?.pages[0]?.ranking;
  return (
    <ListPage
      title={t('topics.knows')}
      actions={<Filters label={t('atoms.search')} {...{ search, change }} />}
      list={list}
      isEmpty={atoms.length === 0}
      empty={
        <Nothing
          {...{ search, change, ranking }}
          title={t('atoms.nomatch')}
          help={t('atoms.nomatch.help')}
        >
          <NothingYet
            icon={<IconBulb size={28} />}
            title={t('atoms.empty')}
            help={t('atoms.empty.help')}
            action={<Link to="/proposals">{t('nav.proposals')}</Link>}
          />
        </Nothing>
      }
    >
      {ranking && <Note {...{ list, ranking }} count={atoms.length} />}
      <AtomRows atoms={atoms} />
    </ListPage>
  );
}

function Filters({ label, search, change }: Props & { label: string }) {
  const { t } = useTranslation();
  return (
    <>
      <SearchBy {...{ label, search }} onChange={change} />
      <SegmentedControl
        size="xs"
        aria-label={t('topics.show')}
        value={search.show ?? 'topics'}
        data={[
          { value: 'topics', label: t('topics.list') },
          { value: 'atoms', label: t('topics.knows') },
        ]}
        onChange={(chosen) => change({ show: chosen === 'atoms' ? chosen : undefined })}
      />
    </>
  );
}

interface NoteProps {
  list: { isFetching: boolean; refetch: () => unknown };
  ranking: Ranking;
  count: number;
}

function Note({ list, ranking, count }: NoteProps) {
  return (
    <RankingNote
      {...{ ranking, count, isBusy: list.isFetching }}
      onAgain={() => void list.refetch()}
    />
  );
}

interface NothingProps extends Props {
  ranking: Ranking | null | undefined;
  title: string;
  help: string;
  /** What is shown where nothing was searched for. */
  children: ReactNode;
}

function Nothing({ search, change, ranking, title, help, children }: NothingProps) {
  const { t } = useTranslation();
  const clear = () => change({ q: undefined });
  if (ranking) return <NothingAlike {...{ ranking }} onClear={clear} />;
  if (!search.q) return children;
  return (
    <Notice
      icon={<IconFilterOff size={28} />}
      {...{ title, help }}
      action={
        <Button size="xs" variant="default" onClick={clear}>
          {t('tasks.filter.clear')}
        </Button>
      }
    />
  );
}
