import { IconFileImport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './DropOverlay.module.css';

/** Says what happens to a file that is held over the page. */
export function DropOverlay({ title }: { title: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.overlay} role="status">
      <div className={classes.card}>
        <IconFileImport size={36} aria-hidden />
        <strong>{title}</strong>
        <span>{t('import.drop.help')}</span>
      </div>
    </div>
  );
}
