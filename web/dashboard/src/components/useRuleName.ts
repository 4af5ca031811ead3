import { useTranslation } from 'react-i18next';
import type { AlertRule } from '../api/types';
import { alerts } from '../i18n/en/alerts';

/** Tells a rule's name: that of one there from the start, in the reader's language. */
export function useRuleName(): (kind: AlertRule['kind'], name: string) => string {
  const { t } = useTranslation();
  return (kind, name) => (name === alerts[`rules.given.${kind}`] ? t(`rules.given.${kind}`) : name);
}
