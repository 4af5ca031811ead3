import { useTranslation } from 'react-i18next';
import * as v from 'valibot';
import type { Alert } from '../api/types';
import { useFormats } from '../i18n/format';

const failures = v.object({
  failed: v.number(),
  ended: v.number(),
  per: v.picklist(['task', 'queue', 'all']),
  window_seconds: v.number(),
});
const repeated = v.object({
  count: v.number(),
  error_class: v.nullable(v.string()),
  message: v.nullish(v.string()),
  window_seconds: v.number(),
});
const waiting = v.object({ waiting: v.number() });
const stalled = v.object({ count: v.number() });

/**
 * Says what a rule found, in the reader's language: the server's own sentence where an earlier
 * version kept fewer facts.
 */
export function useAlertSentence(): (alert: Alert) => string {
  const { t } = useTranslation();
  const { count, duration } = useFormats();
  const time = (seconds: number) => duration(seconds * 1000);
  return ({ kind, subject, value, facts, summary }) => {
    switch (kind) {
      case 'failure_rate': {
        const found = given(failures, facts);
        if (!found) return summary;
        const { failed, ended, per, window_seconds } = found;
        return t(`alerts.say.failure_rate.${per}`, {
          ...{ subject, failed: count(failed), ended: count(ended) },
          window: time(window_seconds),
        });
      }
      case 'repeated_failure': {
        const found = given(repeated, facts);
        if (!found) return summary;
        return t('alerts.say.repeated_failure', {
          error: [found.error_class ?? t('errors.unknown'), found.message]
            .filter(Boolean)
            .join(': '),
          ...{ many: count(found.count), window: time(found.window_seconds) },
        });
      }
      case 'queue_age':
        return t('alerts.say.queue_age', { subject, time: time(value) });
      case 'no_worker': {
        const found = given(waiting, facts);
        return found ? t('alerts.say.no_worker', { subject, many: count(found.waiting) }) : summary;
      }
      case 'stalled_task': {
        const found = given(stalled, facts);
        return found
          ? t('alerts.say.stalled_task', { subject, many: count(found.count) })
          : summary;
      }
    }
  };
}

function given<Shape extends v.GenericSchema>(shape: Shape, facts: unknown) {
  const read = v.safeParse(shape, facts);
  return read.success ? read.output : null;
}
