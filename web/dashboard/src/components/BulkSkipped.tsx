import { useTranslation } from 'react-i18next';
import { OBSTACLES } from '../api/bulk';
import { useFormats } from '../i18n/format';
import classes from './BulkBar.module.css';

/** How many are left as they are, by what is in the way. */
export function Skipped({ skipped }: { skipped: Readonly<Record<string, number>> }) {
  const { t } = useTranslation();
  const { count } = useFormats();
  const met = OBSTACLES.filter((each) => skipped[each]);
  if (met.length === 0) return null;
  return (
    <ul className={classes.skipped}>
      {met.map((each) => (
        <li key={each}>
          {count(skipped[each] ?? 0)} – {t(`bulk.obstacle.${each}`)}
        </li>
      ))}
    </ul>
  );
}
