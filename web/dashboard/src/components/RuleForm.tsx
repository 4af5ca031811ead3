import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertChannel, AlertKind, AlertRule } from '../api/types';
import { FormDialog } from './FormDialog';
import classes from './Form.module.css';
import { NumberField } from './NumberField';
import { useRuleName } from './useRuleName';
import { useRuleSentence, type RuleParts } from './useRuleSentence';

const KINDS = [
  ...(['failure_rate', 'repeated_failure', 'queue_age'] as const),
  ...(['no_worker', 'stalled_task'] as const),
] as const;
const PERS = ['task', 'queue', 'all'] as const;
const SEVERITIES = ['warning', 'critical'] as const;

type Part = 'per' | 'share' | 'least' | 'window_seconds' | 'seconds';

/** What a rule of each kind is made of, at first. A stalled task's time may be left out. */
const PARTS: Record<AlertKind, Pick<RuleParts, Part>> = {
  failure_rate: { per: 'task', share: 0.2, least: 10, window_seconds: 900, seconds: null },
  repeated_failure: { per: null, share: null, least: 10, window_seconds: 900, seconds: null },
  queue_age: { per: null, share: null, least: null, window_seconds: null, seconds: 300 },
  no_worker: { per: null, share: null, least: null, window_seconds: null, seconds: null },
  stalled_task: { per: null, share: null, least: null, window_seconds: null, seconds: null },
};

const NEW: RuleParts = {
  ...{ name: '', kind: 'failure_rate', task: null, queue: null, ...PARTS.failure_rate },
  ...{ for_seconds: 60, clear_seconds: 60, repeat_seconds: 3600 },
  ...{ severity: 'warning', is_enabled: true, channels: [] },
};

interface Props {
  /** The rule to change; null adds one. */
  rule: AlertRule | null;
  channels: readonly AlertChannel[];
  isBusy: boolean;
  error: Error | null;
  onSave: (parts: RuleParts) => void;
  onClose: () => void;
}

export function RuleForm({ rule, channels, isBusy, error, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const ruleName = useRuleName();
  const [parts, setParts] = useState<RuleParts>(rule ?? NEW);
  const set = (change: Partial<RuleParts>) => setParts({ ...parts, ...change });
  const fields = { parts, set };
  return (
    <FormDialog
      title={rule ? t('rules.change', { name: ruleName(rule.kind, rule.name) }) : t('rules.add')}
      action={t('alerts.save')}
      size="lg"
      {...{ isBusy, error, onClose }}
      onSubmit={() => onSave(parts)}
    >
      <TextInput
        label={t('rules.name')}
        required
        maxLength={100}
        value={parts.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        data-autofocus
      />
      <NativeSelect
        label={t('rules.kind')}
        disabled={rule !== null}
        data={KINDS.map((value) => ({ value, label: t(`rules.kind.${value}`) }))}
        value={parts.kind}
        onChange={({ currentTarget }) => {
          const kind = KINDS.find((each) => each === currentTarget.value) ?? parts.kind;
          set({ kind, ...PARTS[kind] });
        }}
      />
      <KindFields {...fields} />
      <ScopeFields {...fields} />
      <TimingFields {...fields} />
      <TellingFields {...fields} channels={channels} />
      <Said parts={parts} />
    </FormDialog>
  );
}

interface FieldsProps {
  parts: RuleParts;
  set: (change: Partial<RuleParts>) => void;
}

/** The rule as it would be read, before it is saved. */
function Said({ parts }: { parts: RuleParts }) {
  const say = useRuleSentence();
  return <p className={classes.said}>{say(parts)}</p>;
}

function KindFields({ parts, set }: FieldsProps) {
  const { t } = useTranslation();
  const { kind } = parts;
  return (
    <div className={classes.pair}>
      {kind === 'failure_rate' && (
        <>
          <NativeSelect
            label={t('rules.per')}
            data={PERS.map((value) => ({ value, label: t(`rules.per.${value}`) }))}
            value={parts.per ?? 'task'}
            onChange={({ currentTarget }) =>
              set({ per: PERS.find((each) => each === currentTarget.value) ?? 'task' })
            }
          />
          <NumberField
            label={t('rules.share')}
            value={parts.share === null ? null : Math.round(parts.share * 1e6) / 1e4}
            onChange={(percent) => set({ share: percent === null ? null : percent / 100 })}
          />
        </>
      )}
      {(kind === 'failure_rate' || kind === 'repeated_failure') && (
        <>
          <NumberField
            label={t('rules.least')}
            value={parts.least}
            onChange={(least) => set({ least })}
          />
          <NumberField
            label={t('rules.window')}
            value={parts.window_seconds}
            onChange={(window_seconds) => set({ window_seconds })}
          />
        </>
      )}
      {(kind === 'queue_age' || kind === 'stalled_task') && (
        <NumberField
          label={t(`rules.seconds.${kind}`)}
          value={parts.seconds}
          isOptional={kind === 'stalled_task'}
          onChange={(seconds) => set({ seconds })}
        />
      )}
    </div>
  );
}

function ScopeFields({ parts, set }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.pair}>
      {(['task', 'queue'] as const).map((scope) => (
        <TextInput
          key={scope}
          label={t(`rules.${scope}`)}
          placeholder={t('rules.all')}
          maxLength={128}
          value={parts[scope] ?? ''}
          onChange={(event) => set({ [scope]: event.currentTarget.value || null })}
        />
      ))}
    </div>
  );
}

function TimingFields({ parts, set }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.pair}>
      {(['for_seconds', 'clear_seconds', 'repeat_seconds'] as const).map((field) => (
        <NumberField
          key={field}
          label={t(`rules.${field}`)}
          value={parts[field]}
          onChange={(value) => set({ [field]: value ?? 0 })}
        />
      ))}
    </div>
  );
}

function TellingFields({
  parts,
  set,
  channels,
}: FieldsProps & { channels: readonly AlertChannel[] }) {
  const { t } = useTranslation();
  return (
    <>
      <NativeSelect
        label={t('rules.severity')}
        data={SEVERITIES.map((value) => ({ value, label: t(`alerts.${value}`) }))}
        value={parts.severity}
        onChange={({ currentTarget }) =>
          set({ severity: currentTarget.value === 'critical' ? 'critical' : 'warning' })
        }
      />
      <Checkbox.Group
        label={t('rules.channels')}
        description={channels.length === 0 ? t('rules.channels.none') : undefined}
        value={parts.channels}
        onChange={(chosen) => set({ channels: chosen })}
      >
        {channels.map((channel) => (
          <Checkbox key={channel.id} mt={6} value={channel.id} label={channel.name} />
        ))}
      </Checkbox.Group>
      <Checkbox
        label={t('rules.enabled')}
        checked={parts.is_enabled}
        onChange={(event) => set({ is_enabled: event.currentTarget.checked })}
      />
    </>
  );
}
