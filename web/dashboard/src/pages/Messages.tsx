import { Button } from '@mantine/core';
import { IconFileImport, IconFilterOff, IconMessages } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { messageCounts, messageList, sourceMessages, type MessageView } from '../api/messages';
import { config } from '../api/metrics';
import { topicDetail } from '../api/topics';
import type { Ranking } from '../api/types';
import { present } from '../api/view';
import { DropOverlay } from '../components/DropOverlay';
import { ListPage } from '../components/ListPage';
import { MessageFilters } from '../components/MessageFilters';
import { MessageRow } from '../components/MessageRow';
import { Notice } from '../components/Notice';
import { NothingAlike } from '../components/NothingAlike';
import { RankingNote } from '../components/RankingNote';
import { NothingYet } from './NothingYet';
import { useFileDialog } from './useFileDialog';

const ImportDialog = lazy(async () => ({ default: (await import('./ImportDialog')).ImportDialog }));

const route = getRouteApi('/messages');

export function Messages() {
  const { t } = useTranslation();
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(messageList(view));
  const counts = useQuery(messageCounts(view)).data;
  const server = useQuery(config);
  const topic = useQuery({ ...topicDetail(view.topic ?? ''), enabled: view.topic !== undefined });
  const origin = useQuery(sourceMessages(view.like === undefined ? [] : [view.like]));
  const importing = useImport(view.project);
  const messages = list.data?.pages.flatMap((page) => page.items) ?? [];
  const names = {
    chat: messages.find(({ chat }) => chat.id === view.chat)?.chat.title,
    author: messages.find(({ author }) => author?.id === view.author)?.author?.name,
    topic: topic.data?.name,
    like: origin.data?.[0]?.text,
  };
  const ranking = list.data?.pages[0]?.ranking;
  const isBare = !list.isError && messages.length === 0 && isWhole(view);
  return (
    <>
      <ListPage
        title={t('messages.list')}
        deed={!isBare && importing.button}
        actions={
          <MessageFilters
            {...{ view, names, counts }}
            onChange={(change) => void navigate({ search: present({ ...view, ...change }) })}
          />
        }
        list={list}
        isEmpty={messages.length === 0}
        isFlush
        empty={
          <Nothing
            {...{ view, ranking }}
            start={importing.button}
            onClear={() => void navigate({ search: {} })}
          />
        }
      >
        {ranking && (
          <RankingNote
            {...{ ranking, count: messages.length, isBusy: list.isFetching }}
            onAgain={() => void list.refetch()}
          />
        )}
        <ul>
          {messages.map((message, index) => (
            <MessageRow
              key={message.id}
              {...{ message, view }}
              isOtherChat={messages[index - 1]?.chat.id !== message.chat.id}
              scale={server.data?.importance}
            />
          ))}
        </ul>
      </ListPage>
      {importing.dialog}
    </>
  );
}

/** Importing by a button or by a file that is dropped, for those who may. */
function useImport(project: string | undefined): { button: ReactNode; dialog: ReactNode } {
  const { t } = useTranslation();
  const { projects, isOffered, isOver, asked, open, close } = useFileDialog();
  const button = isOffered && (
    <Button size="xs" variant="default" leftSection={<IconFileImport size={14} />} onClick={open}>
      {t('import.start')}
    </Button>
  );
  const dialog = (
    <Suspense fallback={null}>
      {isOver && <DropOverlay title={t('import.drop')} />}
      {asked && <ImportDialog {...{ projects, project, ...asked }} onClose={close} />}
    </Suspense>
  );
  return { button, dialog };
}

interface NothingProps {
  view: MessageView;
  /** Absent where the messages are no ranking. */
  ranking: Ranking | null | undefined;
  /** The button that imports; null or false for those who may not. */
  start: ReactNode;
  onClear: () => void;
}

/** Nothing is left out. */
function isWhole(view: MessageView): boolean {
  return Object.keys(present({ ...view, sort: undefined, by: undefined })).length === 0;
}

function Nothing({ view, ranking, start, onClear }: NothingProps) {
  const { t } = useTranslation();
  if (ranking) return <NothingAlike {...{ ranking, onClear }} />;
  if (isWhole(view)) {
    return (
      <NothingYet
        icon={<IconMessages size={28} />}
        title={t('messages.empty')}
        help={t('messages.empty.help')}
        action={start}
      />
    );
  }
  return (
    <Notice
      icon={<IconFilterOff size={28} />}
      title={t('messages.nomatch')}
      help={t('messages.nomatch.help')}
      action={
        <Button size="xs" variant="default" onClick={onClear}>
          {t('tasks.filter.clear')}
        </Button>
      }
    />
  );
}
