import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useKeys } from '../components/useKeys';
import type { Destination } from '../navigation';
import type { Overlay } from './Overlays';

/** The keys that work on every page. */
export function useFrameKeys(
  pages: readonly Destination[],
  project: string | undefined,
  onOpen: (overlay: Overlay) => void,
): void {
  const navigate = useNavigate();
  useHotkeys([['mod+K', () => onOpen('palette'), { usePhysicalKeys: true }]], []);
  useKeys({
    '?': () => onOpen('keys'),
    '/': focusSearch,
    ...Object.fromEntries(
      pages.flatMap(({ key, to }) =>
        key ? [[`g ${key}`, () => void navigate({ to, search: { project } })]] : [],
      ),
    ),
  });
}

/** The page's own search, wherever it stands. */
function focusSearch(): void {
  document.querySelector<HTMLElement>('main input[type=search], main [role=combobox]')?.focus();
}
