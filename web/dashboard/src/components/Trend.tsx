import { useTranslation } from 'react-i18next';
import classes from './Trend.module.css';

const BAR = 4; // of the drawing's own units, with one between two bars
const HEIGHT = 20;

/** How many there were in each of the last 24 hours, the latest at the right. */
export function Trend({ counts }: { counts: readonly number[] }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    <svg
      className={classes.trend}
      viewBox={`0 0 ${counts.length * (BAR + 1)} ${HEIGHT}`}
      role="img"
      aria-label={t('errors.trend', { count: total })}
    >
      {counts.map((count, hour) => {
        const height = count === 0 ? 1 : Math.max(3, (count / most) * HEIGHT);
        return (
          <rect
            key={hour}
            data-empty={count === 0}
            x={hour * (BAR + 1)}
            y={HEIGHT - height}
            width={BAR}
            height={height}
          />
        );
      })}
    </svg>
  );
}
