import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format';
import classes from './Confidence.module.css';

/** How sure the engine is, 0 to 1, as a bar and in figures. */
export function Confidence({ value }: { value: number }) {
  const { t } = useTranslation();
  const { share } = useFormats();
  return (
    <span
      className={classes.confidence}
      title={t('proposals.confidence', { percent: share(value) })}
    >
      <svg className={classes.bar} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
        <rect className={classes.rest} width="100" height="6" rx="3" />
        <rect className={classes.sure} width={value * 100} height="6" rx="3" />
      </svg>
      {share(value)}
    </span>
  );
}
