import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createToken, SCOPES } from '../api/account';
import type { Role, Scope } from '../api/types';
import { FormDialog } from '../components/FormDialog';
import { SecretDialog } from '../components/SecretDialog';
import { useDeed } from './useDeed';

const DAY = 86_400_000; // ms
const LASTS = ['30', '90', '365'] as const; // days

interface Props {
  role: Role;
  onClose: () => void;
}

export function NewTokenDialog({ role, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>(['read']);
  const [days, setDays] = useState('90');
  const creating = useDeed({
    name: t('tokens.new'),
    mutationFn: () => {
      const expires_at = days && new Date(Date.now() + Number(days) * DAY).toISOString();
      return createToken({ name: name.trim(), scopes, expires_at: expires_at || null });
    },
    // Not waited for: what is shown once is shown at once.
    onSettled: () => void client.invalidateQueries({ queryKey: ['tokens'] }),
  });
  if (creating.data) {
    return (
      <SecretDialog title={creating.data.name} secret={creating.data.token} onClose={onClose}>
        {t('tokens.told')}
      </SecretDialog>
    );
  }
  return (
    <FormDialog
      title={t('tokens.new')}
      action={t('tokens.new')}
      isBusy={creating.isPending}
      error={creating.error}
      onSubmit={() => creating.mutate()}
      onClose={onClose}
    >
      <TextInput
        {...{ required: true, maxLength: 100 }}
        label={t('tokens.name')}
        description={t('tokens.name.help')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Checkbox.Group
        label={t('tokens.scopes')}
        value={scopes}
        onChange={(chosen) => setScopes(SCOPES[role].filter((each) => chosen.includes(each)))}
      >
        {SCOPES[role].map((scope) => (
          <Checkbox
            key={scope}
            mt={8}
            value={scope}
            label={t(`tokens.scope.${scope}`)}
            description={t(`tokens.scope.${scope}.help`)}
          />
        ))}
      </Checkbox.Group>
      <NativeSelect
        label={t('account.expires')}
        data={[
          ...LASTS.map((each) => ({
            value: each,
            label: t('tokens.days', { count: Number(each) }),
          })),
          { value: '', label: t('tokens.forever') },
        ]}
        value={days}
        onChange={(event) => setDays(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
