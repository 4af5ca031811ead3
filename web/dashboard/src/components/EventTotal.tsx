import { useTranslation } from 'react-i18next';
import type { EventCount } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './EventTable.module.css';

/** How many events the filters find: all of them, or those of the newest that were looked at. */
export function EventTotal({ total: { count, exact, most } }: { total: EventCount }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const number = formats.count(exact ? count : Math.min(count, most));
  const words = () => {
    if (exact) return t('events.count', { count, number });
    if (count >= most) return t('events.count.more', { number });
    return t('events.count.among', { number, most: formats.count(most) });
  };
  return (
    <p className={classes.total} aria-live="off">
      {words()}
    </p>
  );
}
