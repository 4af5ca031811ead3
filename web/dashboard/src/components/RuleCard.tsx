import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AlertChannel, AlertRule } from '../api/types';
import classes from './AlertCard.module.css';
import { useRuleName } from './useRuleName';
import { useRuleSentence } from './useRuleSentence';

interface Props {
  rule: AlertRule;
  channels: readonly AlertChannel[];
  isBusy: boolean;
  onSwitch: () => void;
  onChange: () => void;
  onDelete: () => void;
}

/** What a rule does in plain language, and whom it tells. */
export function RuleCard({ rule, channels, isBusy, onSwitch, onChange, onDelete }: Props) {
  const { t } = useTranslation();
  const say = useRuleSentence();
  const ruleName = useRuleName();
  const named = channels.filter((each) => rule.channels.includes(each.id));
  const told = named.map((each) => each.name).join(', ');
  return (
    <article className={classes.card} data-severity={rule.severity} data-over={!rule.is_enabled}>
      <div className={classes.line}>
        <span className={classes.badge} data-severity={rule.severity}>
          {t(`alerts.${rule.severity}`)}
        </span>
        <h2 className={classes.title}>{ruleName(rule.kind, rule.name)}</h2>
        {!rule.is_enabled && <span className={classes.badge}>{t('rules.disabled')}</span>}
        <span className={classes.deeds}>
          <Button size="compact-xs" variant="default" loading={isBusy} onClick={onSwitch}>
            {t(rule.is_enabled ? 'rules.disable' : 'rules.enable')}
          </Button>
          <Button size="compact-xs" variant="default" onClick={onChange}>
            {t('alerts.edit')}
          </Button>
          <Button size="compact-xs" variant="default" onClick={onDelete}>
            {t('alerts.delete')}
          </Button>
        </span>
      </div>
      <p>{say(rule)}</p>
      <p className={classes.dim}>
        {told ? t('rules.told', { channels: told }) : t('rules.told.nobody')}
      </p>
    </article>
  );
}
