import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './FixedFilter.module.css';

interface Props {
  children: ReactNode;
  /** What removing it does, where that is not clear. */
  title?: string;
  onRemove: () => void;
}

/** A filter that was set elsewhere, for instance by a click on a user. */
export function FixedFilter({ children, title, onRemove }: Props) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={classes.fixed}
      title={title ?? t('tasks.filter.remove')}
      onClick={onRemove}
    >
      {children}
      <IconX size={13} aria-hidden />
    </button>
  );
}
