import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Member } from '../api/types';
import { DataTable, type Column } from './DataTable';
import classes from './Table.module.css';

const DEEDS = ['change', 'remove'] as const;
export type MemberDeed = (typeof DEEDS)[number];

interface Props {
  members: readonly Member[];
  /** Absent for whoever may only look. */
  onAsk?: (member: Member, deed: MemberDeed) => void;
}

export function MemberTable({ members, onAsk }: Props) {
  const { t } = useTranslation();
  const columns: Column<Member>[] = [
    {
      id: 'name',
      header: t('people.name'),
      cell: ({ id, name }) => (
        <>
          <div className={classes.name}>{name}</div>
          <div className={classes.dim}>{t('people.id', { id })}</div>
        </>
      ),
    },
    { id: 'role', header: t('people.role'), cell: ({ role }) => t(`menu.role.${role}`) },
  ];
  const deeds: Column<Member> = {
    id: 'deeds',
    header: '',
    cell: (member) => (
      <div className={classes.actions}>
        {DEEDS.map((deed) => (
          <Button
            key={deed}
            size="compact-xs"
            variant="default"
            aria-label={`${t(`members.${deed}`)}: ${member.name}`}
            onClick={() => onAsk?.(member, deed)}
          >
            {t(`members.${deed}`)}
          </Button>
        ))}
      </div>
    ),
  };
  return (
    <DataTable
      isStacked
      label={t('members.table')}
      columns={onAsk ? [...columns, deeds] : columns}
      rows={members}
      rowKey={({ id }) => id}
    />
  );
}
