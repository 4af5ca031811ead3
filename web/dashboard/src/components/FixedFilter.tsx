import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './FixedFilter.module.css';

/** A filter that was set elsewhere, for instance by a click on a user. */
export function FixedFilter({ children, onRemove }: { children: ReactNode; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={classes.fixed}
      title={t('tasks.filter.remove')}
      onClick={onRemove}
    >
      {children}
      <IconX size={13} aria-hidden />
    </button>
  );
}
