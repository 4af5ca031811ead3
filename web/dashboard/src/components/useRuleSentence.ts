import { useTranslation } from 'react-i18next';
import type { AlertRule } from '../api/types';
import { useFormats } from '../i18n/format';

/** What a rule is made of, also while it is still being written. */
export type RuleParts = Omit<AlertRule, 'id' | 'created_at'>;

/** Says in plain language when a rule alerts. */
export function useRuleSentence(): (rule: RuleParts) => string {
  const { t } = useTranslation();
  const { share, duration } = useFormats();
  const time = (seconds: number | null) => duration((seconds ?? 0) * 1000);
  return (rule) => {
    const { kind, least, task, queue } = rule;
    const silent = kind === 'stalled_task' && rule.seconds === null;
    const what = t(silent ? 'rules.say.silent_task' : `rules.say.${kind}`, {
      ...{ share: share(rule.share ?? 0), least: least ?? 0 },
      ...{ window: time(rule.window_seconds), time: time(rule.seconds) },
      per: t(`rules.per.${rule.per ?? 'all'}`),
    });
    const scope = [
      task && t('rules.say.task', { task }),
      queue && t('rules.say.queue', { queue }),
    ].filter(Boolean);
    const timing = t('rules.say.timing', {
      ...{ held: time(rule.for_seconds), cleared: time(rule.clear_seconds) },
      again: time(rule.repeat_seconds),
    });
    return [what, ...scope, timing].join(' ');
  };
}
