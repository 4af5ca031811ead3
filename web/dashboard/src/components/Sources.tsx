import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Message } from '../api/types';
import { useFormats } from '../i18n/format';
import { Section } from './Section';
import classes from './Sources.module.css';

interface Props {
  /** Undefined while they are read. */
  messages: readonly Message[] | undefined;
  count: number;
  error: Error | null;
}

/** What was said, by whom and when: the reasons for a proposal, as they were written. */
export function Sources({ messages, count, error }: Props) {
  const { t } = useTranslation();
  const { moment, exact } = useFormats();
  const missing = messages ? count - messages.length : 0;
  return (
    <Section title={t('proposals.sources', { count })}>
      {error && <p role="alert">{error.message}</p>}
      {!messages && !error && <Skeleton height={64} aria-busy />}
      <ul className={classes.messages} aria-label={t('proposals.said')}>
        {messages?.map((message) => (
          <li key={message.id} className={classes.message}>
            <p className={classes.head}>
              <span className={classes.author}>{message.author?.name ?? t('messages.nobody')}</span>
              <span className={classes.chat}>{message.chat.title}</span>
              <time dateTime={message.sent_at} title={exact(message.sent_at)}>
                {moment(message.sent_at)}
              </time>
            </p>
            <p className={classes.text}>{message.text || t('messages.notext')}</p>
          </li>
        ))}
      </ul>
      {missing > 0 && <p className={classes.head}>{t('proposals.unsaid', { count: missing })}</p>}
    </Section>
  );
}
