import { useTranslation } from 'react-i18next';
import { OBSTACLES } from '../api/bulk';
import type { BulkAction, Obstacle } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './BulkBar.module.css';

interface Props {
  skipped: Readonly<Record<string, number>>;
  /** What was to be done, if it is known: each can be done in states of its own. */
  action?: BulkAction;
}

/** How many are left as they are, by what is in the way. */
export function Skipped({ skipped, action }: Props) {
  const { t } = useTranslation();
  const { count } = useFormats();
  const met = OBSTACLES.filter((each) => skipped[each]);
  if (met.length === 0) return null;
  const told = (obstacle: Obstacle) =>
    obstacle === 'state' && action
      ? t(`bulk.obstacle.state.${action}`)
      : t(`bulk.obstacle.${obstacle}`);
  return (
    <ul className={classes.skipped}>
      {met.map((each) => (
        <li key={each}>
          {count(skipped[each] ?? 0)} – {told(each)}
        </li>
      ))}
    </ul>
  );
}
