import { IconMessages } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { messageList } from '../api/messages';
import { CLASSIFICATIONS } from '../api/types';
import { ListPage } from '../components/ListPage';
import { MessageRow } from '../components/MessageRow';
import { Notice } from '../components/Notice';

const route = getRouteApi('/messages');
const ALL = 'all';
const FILTERS = [ALL, ...CLASSIFICATIONS] as const;

export function Messages() {
  const { t } = useTranslation();
  const { classification } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(messageList(classification));
  const messages = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <ListPage
      title={t('messages.list')}
      filter={{
        label: t('messages.filter'),
        value: classification ?? ALL,
        options: FILTERS.map((value) => ({ value, label: t(`messages.${value}`) })),
        onChange: (chosen) => {
          const known = CLASSIFICATIONS.find((each) => each === chosen);
          void navigate({ search: known ? { classification: known } : {} });
        },
      }}
      list={list}
      isEmpty={messages.length === 0}
      empty={
        <Notice
          icon={<IconMessages size={28} />}
          title={t('messages.empty')}
          help={t('messages.empty.help')}
        />
      }
    >
      <ul>
        {messages.map((message) => (
          <MessageRow key={message.id} message={message} />
        ))}
      </ul>
    </ListPage>
  );
}
