import { useTranslation } from 'react-i18next';
import type { TaskCount as Count } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './TaskFilters.module.css';

/** How many tasks the filters find; of very many, about how many. */
export function TaskCount({ count }: { count: Count }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const number = formats.count(count.exact ? count.count : count.estimate);
  const { count: counted, estimate, exact } = count;
  return (
    <p className={classes.count} aria-live="off">
      {exact
        ? t('tasks.count', { count: counted, number })
        : t('tasks.count.about', { count: estimate, number })}
    </p>
  );
}
