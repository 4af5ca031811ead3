import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Ranking } from '../api/types';
import classes from './RankingNote.module.css';

interface Props {
  ranking: Ranking;
  /** How many rows are shown. */
  count: number;
  isBusy: boolean;
  onAgain: () => void;
}

/** What a ranking is in the order of, how far it goes, and that it is not live. */
export function RankingNote({ ranking, count, isBusy, onAgain }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.note}>
      <p>
        {t(`ranking.first.${ranking.by}`)} {ranking.more && `${t('ranking.more', { count })} `}
        {ranking.unembedded > 0 && t('ranking.unembedded', { count: ranking.unembedded })}
      </p>
      <Button
        {...{ size: 'compact-xs', variant: 'subtle', loading: isBusy }}
        leftSection={<IconRefresh size={14} />}
        onClick={onAgain}
      >
        {t('ranking.again')}
      </Button>
    </div>
  );
}
