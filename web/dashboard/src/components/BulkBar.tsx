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
  /** Of how many each can be done, as far as their states tell; undefined where not all are listed. */
  able: Readonly<Record<BulkAction, number>> | undefined;
  onChooseAll: () => void;
  onAct: (action: BulkAction) => void;
  onClear: () => void;
}

/** Stands below the list, so that no row moves when it comes. */
export function BulkBar({ chosen, isAbout, more, able, onChooseAll, onAct, onClear }: Props) {
  const { t } = useTranslation();
  const { count } = useFormats();
  const number = count(chosen);
  const words = (action: BulkAction) => {
    const some = able && able[action] < chosen ? count(able[action]) : null;
    return some === null
      ? t(`bulk.${action}`)
      : t('bulk.some', { action: t(`bulk.${action}`), number: some });
  };
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
      <button
        type="button"
        className={classes.clear}
        aria-label={t('bulk.clear')}
        title={t('bulk.clear')}
        onClick={onClear}
      >
        <IconX size={16} aria-hidden />
      </button>
      <div className={classes.actions}>
        {BULK_ACTIONS.map((action) => (
          <Button
            key={action}
            size="xs"
            variant="default"
            className={classes.action ?? ''}
            disabled={able?.[action] === 0}
            onClick={() => onAct(action)}
          >
            {words(action)}
          </Button>
        ))}
      </div>
    </div>
  );
}
