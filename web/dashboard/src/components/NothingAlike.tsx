import { Button } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Ranking } from '../api/types';
import { Notice } from './Notice';

interface Props {
  ranking: Ranking;
  onClear: () => void;
}

/** A ranking in which nothing is. */
export function NothingAlike({ ranking: { unembedded }, onClear }: Props) {
  const { t } = useTranslation();
  const left = unembedded > 0 ? ` ${t('ranking.unembedded', { count: unembedded })}` : '';
  return (
    <Notice
      icon={<IconFilterOff size={28} />}
      title={t('ranking.nothing')}
      help={`${t('ranking.nothing.help')}${left}`}
      action={
        <Button size="xs" variant="default" onClick={onClear}>
          {t('tasks.filter.clear')}
        </Button>
      }
    />
  );
}
