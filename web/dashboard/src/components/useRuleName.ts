import { useTranslation } from 'react-i18next';
import type { AlertRule } from '../api/types';

/** What the rules are called that are there from the start. */
export const GIVEN: Readonly<Record<AlertRule['kind'], string>> = {
  failure_rate: 'Tasks fail',
  repeated_failure: 'The same error again and again',
  queue_age: 'A queue is late',
  no_worker: 'No worker',
  stalled_task: 'A task is stalled',
};

/** Tells a rule's name: that of one there from the start, in the reader's language. */
export function useRuleName(): (kind: AlertRule['kind'], name: string) => string {
  const { t } = useTranslation();
  return (kind, name) => (name === GIVEN[kind] ? t(`rules.given.${kind}`) : name);
}
