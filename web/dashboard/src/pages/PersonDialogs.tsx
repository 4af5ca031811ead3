import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addPerson, changePerson, issueReset, type PersonChange } from '../api/people';
import type { Account, Role } from '../api/types';
import { FormDialog } from '../components/FormDialog';
import { ReasonDialog } from '../components/ReasonDialog';
import { RoleSelect } from '../components/RoleSelect';
import { SecretDialog } from '../components/SecretDialog';
import { useFormats } from '../i18n/format';
import { useDeed } from './useDeed';

interface Props {
  person: Account;
  onClose: () => void;
}

interface AddProps {
  onAdded: (person: Account) => void;
  onClose: () => void;
}

export function AddPerson({ onAdded, onClose }: AddProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('member');
  const adding = useDeed({
    name: t('people.add'),
    mutationFn: () => addPerson({ email: email.trim(), name: name.trim(), role }),
    onDone: onAdded,
    onSettled: () => client.invalidateQueries({ queryKey: ['people'] }),
  });
  return (
    <FormDialog
      title={t('people.add')}
      action={t('people.add')}
      isBusy={adding.isPending}
      error={adding.error}
      onSubmit={() => adding.mutate()}
      onClose={onClose}
    >
      <TextInput
        {...{ type: 'email', required: true, maxLength: 320, autoComplete: 'off' }}
        label={t('signin.email')}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        {...{ required: true, maxLength: 200, autoComplete: 'off' }}
        label={t('people.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <RoleSelect of="orakul" value={role} onChange={setRole} />
    </FormDialog>
  );
}

function useChange(name: string, id: string, onClose: () => void) {
  const client = useQueryClient();
  return useDeed({
    name,
    mutationFn: (change: PersonChange) => changePerson(id, change),
    onDone: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['people'] }),
  });
}

export function ChangePerson({ person, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(person.name);
  const [role, setRole] = useState(person.role);
  const [reason, setReason] = useState('');
  const title = t('people.change.title', { name: person.name });
  const changing = useChange(title, person.id, onClose);
  return (
    <FormDialog
      title={title}
      action={t('people.change')}
      isBusy={changing.isPending}
      error={changing.error}
      onSubmit={() => changing.mutate({ name: name.trim(), role, reason: reason.trim() || null })}
      onClose={onClose}
    >
      <TextInput
        {...{ required: true, maxLength: 200 }}
        label={t('people.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <RoleSelect of="orakul" value={role} onChange={setRole} />
      <TextInput
        maxLength={200}
        label={t('queue.reason')}
        description={t('dialog.reason.hint')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** Deactivates who is active, and the other way round. */
export function SwitchPerson({ person: { id, name, is_active }, onClose }: Props) {
  const { t } = useTranslation();
  const deed = is_active ? 'deactivate' : 'activate';
  const title = t(`people.${deed}.title`, { name });
  const changing = useChange(title, id, onClose);
  return (
    <ReasonDialog
      title={title}
      action={t(`people.${deed}`)}
      isDanger={is_active}
      isReasonNeeded={is_active}
      isBusy={changing.isPending}
      error={changing.error}
      onConfirm={(reason) => changing.mutate({ is_active: !is_active, reason: reason || null })}
      onClose={onClose}
    >
      {t(`people.${deed}.help`)}
    </ReasonDialog>
  );
}

/** Asks first, as the token before is good for nothing afterwards; then tells the token once. */
export function ResetPassword({ person: { id, name }, onClose }: Props) {
  const { t } = useTranslation();
  const { exact } = useFormats();
  const title = t('people.reset.title', { name });
  const issuing = useDeed({ name: title, mutationFn: () => issueReset(id) });
  if (issuing.data) {
    const { token, expires_at } = issuing.data;
    return (
      <SecretDialog title={title} secret={token} onClose={onClose}>
        {t('people.reset.told', { name, at: exact(expires_at) })}
      </SecretDialog>
    );
  }
  return (
    <FormDialog
      title={title}
      action={t('people.reset.make')}
      isBusy={issuing.isPending}
      error={issuing.error}
      onSubmit={() => issuing.mutate()}
      onClose={onClose}
    >
      <p>{t('people.reset.help')}</p>
    </FormDialog>
  );
}
