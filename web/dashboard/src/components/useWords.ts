import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formats, type Formats } from '../i18n/format';

/** All it takes to say things in the reader's language. */
export interface Words extends Formats {
  t: TFunction;
}

/** For lists, which ask once for all their rows: the same object until the language is another. */
export function useWords(): Words {
  const { t, i18n } = useTranslation();
  return useMemo(() => ({ t, ...formats(i18n.language) }), [t, i18n.language]);
}
