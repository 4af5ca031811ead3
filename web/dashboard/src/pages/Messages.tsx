import { Button } from '@mantine/core';
import { IconFilterOff, IconMessages } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { messageList, type MessageView } from '../api/messages';
import { config } from '../api/metrics';
import { topicDetail } from '../api/topics';
import { present } from '../api/view';
import { ListPage } from '../components/ListPage';
import { MessageFilters } from '../components/MessageFilters';
import { MessageRow } from '../components/MessageRow';
import { Notice } from '../components/Notice';

const route = getRouteApi('/messages');

export function Messages() {
  const { t } = useTranslation();
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(messageList(view));
  const server = useQuery(config);
  const topic = useQuery({ ...topicDetail(view.topic ?? ''), enabled: view.topic !== undefined });
  const messages = list.data?.pages.flatMap((page) => page.items) ?? [];
  const names = {
    chat: messages.find(({ chat }) => chat.id === view.chat)?.chat.title,
    author: messages.find(({ author }) => author?.id === view.author)?.author?.name,
    topic: topic.data?.name,
  };
  return (
    <ListPage
      title={t('messages.list')}
      actions={
        <MessageFilters
          {...{ view, names }}
          onChange={(change) => void navigate({ search: present({ ...view, ...change }) })}
        />
      }
      list={list}
      isEmpty={messages.length === 0}
      isFlush
      empty={<Nothing view={view} onClear={() => void navigate({ search: {} })} />}
    >
      <ul>
        {messages.map((message) => (
          <MessageRow key={message.id} {...{ message, view }} scale={server.data?.importance} />
        ))}
      </ul>
    </ListPage>
  );
}

function Nothing({ view, onClear }: { view: MessageView; onClear: () => void }) {
  const { t } = useTranslation();
  const { sort: _, ...filters } = present(view);
  if (Object.keys(filters).length === 0) {
    return (
      <Notice
        icon={<IconMessages size={28} />}
        title={t('messages.empty')}
        help={t('messages.empty.help')}
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
