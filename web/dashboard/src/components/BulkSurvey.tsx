import { useTranslation } from 'react-i18next';
import type { BulkAction, BulkSurvey as Survey } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './BulkBar.module.css';
import { Skipped } from './BulkSkipped';
import { StateLabel } from './StateLabel';

interface Props {
  survey: Survey;
  action: BulkAction;
}

/** What an action would do now: to how many, to which for instance, and what is in the way. */
export function BulkSurvey({ survey, action }: Props) {
  const { t } = useTranslation();
  const { count } = useFormats();
  const { total, would_change: changed, samples, skipped } = survey;
  return (
    <div className={classes.survey}>
      <p className={classes.would}>
        {t('bulk.would', { changed: count(changed), total: count(total) })}
      </p>
      <Skipped skipped={skipped} action={action} />
      {samples.length > 0 && (
        <ul className={classes.samples} aria-label={t('bulk.samples')}>
          {samples.map((task) => (
            <li key={task.id}>
              <code>{task.id}</code>
              <span className={classes.name}>{task.name}</span>
              <StateLabel state={task.state} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
