import { Select, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { putMember, removeMember } from '../api/members';
import { peopleList } from '../api/people';
import type { Member, Role } from '../api/types';
import { FormDialog } from '../components/FormDialog';
import { RoleSelect } from '../components/RoleSelect';
import { useIsAdmin } from './me';
import { useDeed } from './useDeed';

interface AddProps {
  project: string;
  onClose: () => void;
}

interface Props extends AddProps {
  member: Member;
}

function useMembers(name: string, change: () => Promise<void>, onClose: () => void) {
  const client = useQueryClient();
  return useDeed({
    name,
    mutationFn: change,
    onDone: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['members'] }),
  });
}

export function AddMember({ project, onClose }: AddProps) {
  const { t } = useTranslation();
  const isAdmin = useIsAdmin();
  const [id, setId] = useState('');
  const [role, setRole] = useState<Role>('member');
  const adding = useMembers(t('members.add'), () => putMember(project, id.trim(), role), onClose);
  return (
    <FormDialog
      title={t('members.add')}
      action={t('members.add')}
      isBusy={adding.isPending}
      error={adding.error}
      onSubmit={() => adding.mutate()}
      onClose={onClose}
    >
      {isAdmin ? (
        <PersonSelect value={id} onChange={setId} />
      ) : (
        <TextInput
          {...{ required: true, inputMode: 'numeric', pattern: '[0-9]+' }}
          label={t('members.id')}
          description={t('members.id.help')}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
          data-autofocus
        />
      )}
      <RoleSelect of="project" value={role} onChange={setRole} />
    </FormDialog>
  );
}

interface PersonSelectProps {
  value: string;
  onChange: (id: string) => void;
}

/** One of all people, found by a part of their name or e-mail. */
function PersonSelect({ value, onChange }: PersonSelectProps) {
  const { t } = useTranslation();
  const [sought, setSought] = useState('');
  const { data } = useInfiniteQuery(peopleList(sought));
  const people = (data?.pages.flatMap((page) => page.items) ?? []).filter((each) => each.is_active);
  return (
    <Select
      label={t('members.person')}
      placeholder={t('people.search')}
      required
      searchable
      nothingFoundMessage={t('people.empty')}
      data={people.map(({ id, name, email }) => ({
        value: id,
        label: email === null ? name : `${name} (${email})`,
      }))}
      filter={({ options }) => options}
      value={value || null}
      onChange={(id) => onChange(id ?? '')}
      onSearchChange={setSought}
      data-autofocus
    />
  );
}

export function ChangeMember({ project, member, onClose }: Props) {
  const { t } = useTranslation();
  const [role, setRole] = useState(member.role);
  const title = t('members.change.title', { name: member.name });
  const changing = useMembers(title, () => putMember(project, member.id, role), onClose);
  return (
    <FormDialog
      title={title}
      action={t('members.change')}
      isBusy={changing.isPending}
      error={changing.error}
      onSubmit={() => changing.mutate()}
      onClose={onClose}
    >
      <RoleSelect of="project" value={role} onChange={setRole} />
    </FormDialog>
  );
}

export function RemoveMember({ project, member, onClose }: Props) {
  const { t } = useTranslation();
  const title = t('members.remove.title', { name: member.name });
  const removing = useMembers(title, () => removeMember(project, member.id), onClose);
  return (
    <FormDialog
      title={title}
      action={t('members.remove')}
      isBusy={removing.isPending}
      error={removing.error}
      onSubmit={() => removing.mutate()}
      onClose={onClose}
    >
      <p>{t('members.remove.help')}</p>
    </FormDialog>
  );
}
