import { ActionIcon } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** The palette for fingers, and for whoever has not met its key yet. */
export function PaletteButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={32}
      aria-label={t('palette.title')}
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      title={`${t('palette.title')} (${t('keys.command')}+K)`}
      onClick={onClick}
    >
      <IconSearch size={18} />
    </ActionIcon>
  );
}
