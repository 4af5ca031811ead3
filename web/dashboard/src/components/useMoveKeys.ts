import { useTranslation } from 'react-i18next';
import { useKeys } from './useKeys';

/** `j` and `k` go on and back in a list. */
export function useMoveKeys(move: (by: 1 | -1) => void, isOn = true): void {
  const { t } = useTranslation();
  const keys = {
    j: { does: t('keys.next'), act: () => move(1) },
    k: { does: t('keys.previous'), act: () => move(-1) },
  };
  useKeys(t('keys.list'), isOn ? keys : {}, { repeat: true });
}
