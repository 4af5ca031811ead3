import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ROLES, type Role } from '../api/types';

interface Props {
  value: Role;
  /** What the roles are in. */
  of: 'orakul' | 'project';
  onChange: (role: Role) => void;
}

/** A role, with what whoever has it may do. */
export function RoleSelect({ value, of, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t('people.role')}
      description={t(`people.role.${of}.${value}`)}
      data={ROLES.map((role) => ({ value: role, label: t(`menu.role.${role}`) }))}
      value={value}
      onChange={({ currentTarget }) => {
        const role = ROLES.find((each) => each === currentTarget.value);
        if (role) onChange(role);
      }}
    />
  );
}
