import { useTranslation } from 'react-i18next';
import type { Deed, Outcome } from '../api/deadLetters';
import { refusalOf } from '../api/refusals';
import classes from './LetterOutcome.module.css';

const LISTED = 5;

/** What was done, and what was left alone and why. */
export function LetterOutcome({ deed, outcome }: { deed: Deed; outcome: Outcome }) {
  const { t } = useTranslation();
  const { done, skipped } = outcome;
  return (
    <div className={classes.outcome} role="status">
      <p className={classes.done}>{t(`errors.${deed}.done`, { count: done })}</p>
      {skipped.length > 0 && (
        <>
          <p>{t('errors.skipped', { count: skipped.length })}</p>
          <ul className={classes.skipped}>
            {skipped.slice(0, LISTED).map((each) => (
              <li key={each.id}>{refusalOf(each, each.reason)}</li>
            ))}
            {skipped.length > LISTED && <li>…</li>}
          </ul>
        </>
      )}
    </div>
  );
}
