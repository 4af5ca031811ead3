import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { BULK_ACTIONS } from '../api/bulk';
import type { BulkAction } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './BulkBar.module.css';

interface Props {
  chosen: number;
  /** Not exact where very many are chosen. */
  isAbout: boolean;
  /** How many match, where more do than are chosen. */
  more: string | null;
  onChooseAll: () => void;
  onAct: (action: BulkAction) => void;
  onClear: () => void;
}

/** Stands below the list, so that no row moves when it comes. */
export function BulkBar({ chosen, isAbout, more, onChooseAll, onAct, onClear }: Props) {
  const { t } = useTranslation();
  const number = useFormats().count(chosen);
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('bulk.bar')}>
      <p className={classes.chosen}>
        {t(isAbout ? 'bulk.chosen.about' : 'bulk.chosen', { count: chosen, number })}
      </p>
      {more !== null && (
        <button type="button" className={classes.all} onClick={onChooseAll}>
          {t('bulk.all', { number: more })}
        </button>
      )}
      <div className={classes.actions}>
        {BULK_ACTIONS.map((action) => (
          <Button
            key={action}
            size="xs"
            variant="default"
            className={classes.action ?? ''}
            onClick={() => onAct(action)}
          >
            {t(`bulk.${action}`)}
          </Button>
        ))}
      </div>
      <button
        type="button"
        className={classes.clear}
        aria-label={t('bulk.clear')}
        title={t('bulk.clear')}
        onClick={onClear}
      >
        <IconX size={16} aria-hidden />
      </button>
    </div>
  );
}
