import { Button, Skeleton } from '@mantine/core';
import { IconPlus, IconRulerOff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addRule, alertChannels, alertRules, changeRule, deleteRule } from '../api/alerts';
import type { AlertRule } from '../api/types';
import classes from '../components/Page.module.css';
import { LoadProblem } from '../components/LoadProblem';
import { Notice } from '../components/Notice';
import { RuleCard } from '../components/RuleCard';
import { RuleForm } from '../components/RuleForm';
import type { RuleParts } from '../components/useRuleSentence';
import { AlertDropping } from './AlertDropping';
import { useDeed } from './useDeed';
import { useRuleName } from '../components/useRuleName';

type Opened = { form: AlertRule | null } | { drop: AlertRule };

export function AlertRules() {
  const { t } = useTranslation();
  const ruleName = useRuleName();
  const client = useQueryClient();
  const rules = useQuery(alertRules);
  const channels = useQuery(alertChannels);
  const [opened, setOpened] = useState<Opened | null>(null);
  const onSettled = () => client.invalidateQueries({ queryKey: ['alerts'] });
  const switching = useDeed({
    name: (rule) => t('rules.change', { name: ruleName(rule.kind, rule.name) }),
    mutationFn: (rule: AlertRule) => changeRule(rule.id, { is_enabled: !rule.is_enabled }),
    onSettled,
  });

  if (rules.isPending) return <Skeleton height={120} aria-busy />;
  if (!rules.data) {
    return <LoadProblem error={rules.error} onRetry={() => void rules.refetch()} />;
  }
  const close = () => setOpened(null);
  return (
    <>
      <div className={classes.deeds}>
        <Button
          size="xs"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => setOpened({ form: null })}
        >
          {t('rules.add')}
        </Button>
        {switching.error && <p role="alert">{switching.error.message}</p>}
      </div>
      {rules.data.length === 0 && (
        <Notice
          icon={<IconRulerOff size={28} />}
          title={t('rules.empty')}
          help={t('rules.empty.help')}
        />
      )}
      <div className={classes.cards}>
        {rules.data.map((rule) => (
          <RuleCard
            key={rule.id}
            rule={rule}
            channels={channels.data ?? []}
            isBusy={switching.isPending && switching.variables.id === rule.id}
            onSwitch={() => switching.mutate(rule)}
            onChange={() => setOpened({ form: rule })}
            onDelete={() => setOpened({ drop: rule })}
          />
        ))}
      </div>
      {opened && 'form' in opened && <Editing rule={opened.form} onClose={close} />}
      {opened && 'drop' in opened && (
        <AlertDropping
          title={t('rules.delete', { name: ruleName(opened.drop.kind, opened.drop.name) })}
          help={t('rules.delete.help')}
          onDelete={() => deleteRule(opened.drop.id)}
          onClose={close}
        />
      )}
    </>
  );
}

function Editing({ rule, onClose }: { rule: AlertRule | null; onClose: () => void }) {
  const { t } = useTranslation();
  const ruleName = useRuleName();
  const client = useQueryClient();
  const channels = useQuery(alertChannels);
  const saving = useDeed({
    name: rule ? t('rules.change', { name: ruleName(rule.kind, rule.name) }) : t('rules.add'),
    mutationFn: (parts: RuleParts) => (rule ? changeRule(rule.id, changed(parts)) : addRule(parts)),
    onDone: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['alerts'] }),
  });
  return (
    <RuleForm
      rule={rule}
      channels={channels.data ?? []}
      isBusy={saving.isPending}
      error={saving.error}
      onSave={(parts) => saving.mutate(parts)}
      onClose={onClose}
    />
  );
}

/** A rule keeps its id, its kind and when it was added: the server takes none of them. */
function changed(parts: RuleParts) {
  const { name, task, queue, per, share, least, window_seconds, seconds } = parts;
  const { for_seconds, clear_seconds, repeat_seconds, severity, is_enabled, channels } = parts;
  return {
    ...{ name, task, queue, per, share, least, window_seconds, seconds },
    ...{ for_seconds, clear_seconds, repeat_seconds, severity, is_enabled, channels },
  };
}
