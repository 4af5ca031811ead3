import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertChannel, AlertTarget, NewAlertChannel } from '../api/types';
import { FormDialog } from './FormDialog';
import classes from './Form.module.css';
import { NumberField } from './NumberField';

const KINDS = ['webhook', 'email', 'telegram'] as const;
const SECURITY = ['starttls', 'tls', 'none'] as const;
const SMTP = 587; // port
const HIDDEN = '[hidden]'; // the end of an address, as the server shows it

type Email = Extract<AlertTarget, { kind: 'email' }>;

const TARGETS: Record<AlertTarget['kind'], AlertTarget> = {
  webhook: { kind: 'webhook', url: '' },
  email: {
    ...{ kind: 'email', host: '', port: SMTP, security: 'starttls' },
    ...{ username: null, sender: '', recipients: [] },
  },
  telegram: { kind: 'telegram', chat_id: '', base_url: 'https://api.telegram.org' },
};

interface Props {
  /** The channel to change; null adds one. */
  channel: AlertChannel | null;
  isBusy: boolean;
  error: Error | null;
  onSave: (parts: NewAlertChannel) => void;
  onClose: () => void;
}

/**
 * A secret is written, and never read: where the field stays empty, the kept one stays. So does the
 * address of a webhook that is left as it is shown.
 */
export function ChannelForm({ channel, isBusy, error, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(channel?.name ?? '');
  const [target, setTarget] = useState<AlertTarget>(channel?.target ?? TARGETS.webhook);
  const [secret, setSecret] = useState('');
  return (
    <FormDialog
      title={channel ? t('channels.change', { name: channel.name }) : t('channels.add')}
      action={t('alerts.save')}
      size="lg"
      {...{ isBusy, error, onClose }}
      onSubmit={() => onSave({ name, target, ...(secret && { secret }) })}
    >
      <TextInput
        label={t('rules.name')}
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <NativeSelect
        label={t('rules.kind')}
        data={KINDS.map((value) => ({ value, label: t(`channels.${value}`) }))}
        value={target.kind}
        onChange={({ currentTarget }) => {
          const kind = KINDS.find((each) => each === currentTarget.value);
          if (kind) setTarget(TARGETS[kind]);
        }}
      />
      <TargetFields target={target} onChange={setTarget} />
      <TextInput
        type="password"
        autoComplete="new-password"
        label={t(`channels.secret.${target.kind}`)}
        description={channel?.has_secret ? t('channels.secret.keep') : undefined}
        maxLength={1000}
        value={secret}
        onChange={(event) => setSecret(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

interface TargetProps<Target> {
  target: Target;
  onChange: (target: AlertTarget) => void;
}

function TargetFields({ target, onChange }: TargetProps<AlertTarget>) {
  const { t } = useTranslation();
  if (target.kind === 'email') return <EmailFields target={target} onChange={onChange} />;
  if (target.kind === 'webhook') {
    return (
      <TextInput
        type="url"
        label={t('channels.url')}
        description={target.url.endsWith(HIDDEN) ? t('channels.url.keep') : undefined}
        required
        value={target.url}
        onChange={(event) => onChange({ ...target, url: event.currentTarget.value.trim() })}
      />
    );
  }
  return (
    <TextInput
      label={t('channels.chat')}
      description={t('channels.chat.help')}
      required
      value={target.chat_id}
      onChange={(event) => onChange({ ...target, chat_id: event.currentTarget.value.trim() })}
    />
  );
}

function EmailFields({ target, onChange }: TargetProps<Email>) {
  const { t } = useTranslation();
  const [recipients, setRecipients] = useState(target.recipients.join(', '));
  const set = (change: Partial<Email>) => onChange({ ...target, ...change });
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          label={t('channels.host')}
          required
          value={target.host}
          onChange={(event) => set({ host: event.currentTarget.value.trim() })}
        />
        <NumberField
          label={t('channels.port')}
          value={target.port ?? SMTP}
          onChange={(port) => set({ port: port ?? SMTP })}
        />
        <NativeSelect
          label={t('channels.security')}
          data={SECURITY.map((value) => ({ value, label: t(`channels.security.${value}`) }))}
          value={target.security}
          onChange={({ currentTarget }) =>
            set({ security: SECURITY.find((each) => each === currentTarget.value) ?? 'starttls' })
          }
        />
      </div>
      <div className={classes.pair}>
        <TextInput
          label={t('channels.username')}
          autoComplete="off"
          value={target.username ?? ''}
          onChange={(event) => set({ username: event.currentTarget.value.trim() || null })}
        />
        <TextInput
          type="email"
          label={t('channels.sender')}
          required
          value={target.sender}
          onChange={(event) => set({ sender: event.currentTarget.value.trim() })}
        />
      </div>
      <TextInput
        label={t('channels.recipients')}
        description={t('channels.recipients.help')}
        required
        value={recipients}
        onChange={(event) => {
          setRecipients(event.currentTarget.value);
          set({ recipients: event.currentTarget.value.split(/[\s,]+/).filter(Boolean) });
        }}
      />
    </>
  );
}
