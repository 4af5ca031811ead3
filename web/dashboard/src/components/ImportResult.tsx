import { useTranslation } from 'react-i18next';
import type { ImportOutcome } from '../api/imports';
import { findingOf } from './exportWords';
import classes from './ImportResult.module.css';

const COUNTS = ['saved', 'duplicate', 'updated', 'skipped'] as const;

/** What became of the messages of a file, in words. */
export function ImportResult({ outcome }: { outcome: ImportOutcome }) {
  const { t } = useTranslation();
  // That nothing is new is worth saying, that nothing was unreadable is not.
  const told = COUNTS.filter((each) => each === 'saved' || outcome[each] > 0);
  const repairs = Object.entries(outcome.repairs);
  return (
    <div role="status">
      <ul className={classes.counts}>
        {told.map((each) => (
          <li key={each}>{t(`import.${each}`, { count: outcome[each] })}</li>
        ))}
      </ul>
      {Object.entries(outcome.skips).map(([told, skip]) => (
        <p key={told} className={classes.reason}>
          {findingOf(told, skip, 'skip', t)}
        </p>
      ))}
      {repairs.length > 0 && <p className={classes.mended}>{t('export.mended')}</p>}
      {repairs.map(([told, repair]) => (
        <p key={told} className={classes.reason}>
          {findingOf(told, repair, 'repair', t)}
        </p>
      ))}
    </div>
  );
}
