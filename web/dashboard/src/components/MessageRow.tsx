import { useTranslation } from 'react-i18next';
import type { Message } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './MessageRow.module.css';

export function MessageRow({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { moment, exact } = useFormats();
  const { importance, text, sent_at, classification } = message;
  // Cut, not rounded: 0.297 is noise, and 0.30 would look like a weak signal.
  const shown = importance === null ? null : (Math.floor(importance * 100) / 100).toFixed(2);
  return (
    <li className={classes.row}>
      <span>
        <span className={classes.label} data-class={classification}>
          {t(`messages.${classification ?? 'unscored'}`)}
        </span>
      </span>
      <span className={classes.author} title={message.chat.title}>
        {message.author?.name ?? t('messages.nobody')}
      </span>
      <p className={classes.text} data-empty={!text}>
        {text || t('messages.notext')}
      </p>
      <span className={classes.facts}>
        {shown !== null && <span title={t('messages.importance', { value: shown })}>{shown}</span>}
        <time dateTime={sent_at} title={exact(sent_at)}>
          {moment(sent_at)}
        </time>
      </span>
    </li>
  );
}
