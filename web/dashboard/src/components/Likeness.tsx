import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format';
import classes from './Likeness.module.css';

interface Props {
  /** A row of a list, which has a score in a ranking only. */
  row: { score?: number | null; likeness?: number | null };
}

/** How alike a row of a ranking is to what was searched for. */
export function Likeness({ row: { score, likeness } }: Props) {
  const { t } = useTranslation();
  const { share } = useFormats();
  if (score == null) return null;
  if (likeness == null) {
    return (
      <span className={classes.likeness} title={t('ranking.words.help')}>
        {t('ranking.words')}
      </span>
    );
  }
  return (
    <span className={classes.likeness}>{t('ranking.alike', { percent: share(likeness) })}</span>
  );
}
