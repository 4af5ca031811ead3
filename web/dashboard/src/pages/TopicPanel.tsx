import { ActionIcon, NativeSelect, Skeleton } from '@mantine/core';
import { IconQuestionMark, IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { messageList } from '../api/messages';
import { atomList, topicDetail } from '../api/topics';
import { ATOM_TYPES, type AtomType, type Topic } from '../api/types';
import { AtomRows } from '../components/AtomRows';
import { LoadMore } from '../components/LoadMore';
import { LoadProblem } from '../components/LoadProblem';
import { Notice } from '../components/Notice';
import { Section } from '../components/Section';
import { Sources } from '../components/Sources';
import classes from '../components/TaskDetail.module.css';

interface Props {
  id: string;
  type: AtomType | undefined;
  onType: (type: AtomType | undefined) => void;
  onClose: () => void;
}

/** A topic with its atoms, and the messages that it is about. */
export function TopicPanel({ id, type, onType, onClose }: Props) {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useQuery(topicDetail(id));
  if (isPending) return <Skeleton height={140} aria-busy />;
  if (error) return <LoadProblem error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <Notice
        urgent
        icon={<IconQuestionMark size={28} />}
        title={t('topics.missing')}
        help={t('topics.missing.help')}
      />
    );
  }
  return (
    <div className={classes.detail}>
      <div className={classes.bar}>
        <span>{data.project}</span>
        <ActionIcon
          {...{ variant: 'subtle', color: 'gray', size: 44, className: classes.close }}
          aria-label={t('topics.close')}
          onClick={onClose}
        >
          <IconX size={18} />
        </ActionIcon>
      </div>
      <div>
        <h2 className={classes.name}>{data.name}</h2>
        <p>{data.description}</p>
        <p className={classes.dim}>{data.keywords.join(', ')}</p>
      </div>
      <Atoms {...{ id, type, onType }} />
      <Messages topic={data} />
    </div>
  );
}

function Atoms({ id, type, onType }: Omit<Props, 'onClose'>) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(atomList(id, type));
  return (
    <Section
      title={t('topics.knows')}
      action={
        <NativeSelect
          size="xs"
          aria-label={t('proposals.field.type')}
          value={type ?? ''}
          data={[
            { value: '', label: t('topics.types') },
            ...ATOM_TYPES.map((value) => ({ value, label: t(`atom.${value}`) })),
          ]}
          onChange={(event) =>
            onType(ATOM_TYPES.find((each) => each === event.currentTarget.value))
          }
        />
      }
    >
      {list.error && <LoadProblem error={list.error} onRetry={() => void list.refetch()} />}
      <AtomRows atoms={list.data?.pages.flatMap((page) => page.items)} topic={id} />
      <LoadMore list={list} />
    </Section>
  );
}

function Messages({ topic }: { topic: Topic }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(messageList({ topic: topic.id }));
  const messages = list.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <Sources messages={messages} count={messages?.length ?? 0} error={list.error} />
      <p>
        <Link to="/messages" search={{ topic: topic.id }} className={classes.filter}>
          {t('topics.messages', { count: topic.messages })}
        </Link>
      </p>
    </>
  );
}
