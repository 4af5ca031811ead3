import { Button } from '@mantine/core';
import { IconArrowsSort } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface Props {
  /** How many wait above what is shown; with none only the order is old. */
  unseen: number;
  onRenew: () => void;
}

/** Offers what `useReadingOrder` holds back. */
export function RenewButton({ unseen, onRenew }: Props) {
  const { t } = useTranslation();
  return (
    <Button
      size="compact-xs"
      variant="light"
      leftSection={<IconArrowsSort size={14} aria-hidden />}
      onClick={onRenew}
    >
      {unseen > 0 ? t('errors.unseen', { count: unseen }) : t('errors.resort')}
    </Button>
  );
}
