import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../components/useKeys';
import type { Destination } from '../navigation';
import type { Overlay } from './Overlays';

/** The keys that work on every page. */
export function useFrameKeys(
  pages: readonly Destination[],
  project: string | undefined,
  onOpen: (overlay: Overlay) => void,
): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  useHotkeys([['mod+K', () => onOpen('palette'), { usePhysicalKeys: true }]], []);
  const anywhere = {
    '/': { does: t('keys.search'), act: focusSearch },
    '?': { does: t('keys.title'), act: () => onOpen('keys') },
    Esc: { does: t('keys.close') },
    [`${t('keys.command')} K`]: { does: t('palette.title') },
  };
  useKeys(t('keys.anywhere'), anywhere, { isEverywhere: true });
  useKeys(
    t('keys.go'),
    Object.fromEntries(
      pages.flatMap(({ key, to, label }) => {
        const act = () => void navigate({ to, search: { project } });
        return key ? [[`g ${key}`, { does: t(label), act }] as const] : [];
      }),
    ),
    { isEverywhere: true },
  );
}

/** The page's own search, wherever it stands. */
function focusSearch(): void {
  document.querySelector<HTMLElement>('main input[type=search], main [role=combobox]')?.focus();
}
