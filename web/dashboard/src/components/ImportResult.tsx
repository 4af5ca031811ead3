import { useTranslation } from 'react-i18next';
import type { ImportOutcome } from '../api/imports';
import classes from './ImportResult.module.css';

const COUNTS = ['saved', 'duplicate', 'updated', 'skipped'] as const;

/** What became of the messages of a file, in words. */
export function ImportResult({ outcome }: { outcome: ImportOutcome }) {
  const { t } = useTranslation();
  // That nothing is new is worth saying, that nothing was unreadable is not.
  const told = COUNTS.filter((each) => each === 'saved' || outcome[each] > 0);
  return (
    <div role="status">
      <ul className={classes.counts}>
        {told.map((each) => (
          <li key={each}>{t(`import.${each}`, { count: outcome[each] })}</li>
        ))}
      </ul>
      {Object.entries(outcome.skips).map(([reason, { count, example }]) => (
        <p key={reason} className={classes.reason}>
          {t('import.reason', { count, reason, example })}
        </p>
      ))}
    </div>
  );
}
