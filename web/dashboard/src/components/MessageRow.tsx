import { IconListSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '../api/messages';
import type { Classification, ImportanceScale, Message } from '../api/types';
import { present } from '../api/view';
import { useFormats } from '../i18n/format';
import { Importance } from './Importance';
import { Likeness } from './Likeness';
import classes from './MessageRow.module.css';
import { Tag, type Tone } from './Tag';

const TONES: Record<Classification, Tone> = {
  signal: 'green',
  weak_signal: 'amber',
  noise: 'grey',
};

interface Props {
  message: Message;
  view: MessageView;
  /** Whether it is of another chat than the one above it. */
  isOtherChat: boolean;
  /** Undefined until the server has told it. */
  scale: ImportanceScale | undefined;
}

export function MessageRow({ message, view, isOtherChat, scale }: Props) {
  const { t } = useTranslation();
  const { moment, exact } = useFormats();
  const { id, author, chat, text, sent_at, edited_at, classification } = message;
  const name = author?.name ?? t('messages.nobody');
  return (
    <li className={classes.row}>
      <span>
        <Tag tone={classification ? TONES[classification] : 'grey'}>
          {t(`messages.${classification ?? 'unscored'}`)}
        </Tag>
      </span>
      <Importance message={message} scale={scale} />
      <span className={classes.who}>
        {author?.id ? (
          <Link to="/messages" search={{ ...view, author: author.id }} className={classes.author}>
            {name}
          </Link>
        ) : (
          <span className={classes.author}>{name}</span>
        )}
        {isOtherChat && (
          <Link to="/messages" search={{ ...view, chat: chat.id }} className={classes.chat}>
            {chat.title}
          </Link>
        )}
      </span>
      <p className={classes.text} data-empty={!text}>
        {text || t('messages.notext')}
      </p>
      <span className={classes.end}>
        <span className={classes.when}>
          <time
            className={classes.time}
            dateTime={sent_at}
            title={edited_at ? t('messages.edited', { at: exact(edited_at) }) : exact(sent_at)}
          >
            {moment(sent_at)}
            {edited_at && '*'}
          </time>
          <Likeness row={message} />
        </span>
        {text.trim() !== '' && (
          <Link
            to="/messages"
            search={present({ project: view.project, like: id })}
            className={classes.like}
            title={t('ranking.like')}
            aria-label={t('ranking.like')}
          >
            <IconListSearch size={16} aria-hidden />
          </Link>
        )}
      </span>
    </li>
  );
}
