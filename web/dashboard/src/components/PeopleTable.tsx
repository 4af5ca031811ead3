import { Button } from '@mantine/core';
import { IconKey, IconUserOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../api/types';
import { useFormats } from '../i18n/format';
import { DataTable, type Column } from './DataTable';
import classes from './Table.module.css';
import { Tag } from './Tag';

export type PersonDeed = 'change' | 'reset' | 'deactivate' | 'activate';

interface Props {
  people: readonly Account[];
  onAsk: (person: Account, deed: PersonDeed) => void;
}

export function PeopleTable({ people, onAsk }: Props) {
  const { t } = useTranslation();
  const { moment, exact } = useFormats();
  const columns: Column<Account>[] = [
    { id: 'name', header: t('people.name'), cell: (person) => <Name person={person} /> },
    {
      id: 'role',
      header: t('people.role'),
      cell: ({ role }) => (
        <Tag tone={role === 'admin' ? 'blue' : 'grey'}>{t(`menu.role.${role}`)}</Tag>
      ),
    },
    { id: 'state', header: t('people.state'), cell: (person) => <State person={person} /> },
    {
      id: 'added',
      header: t('people.added'),
      cell: ({ created_at: at }) => (
        <time dateTime={at} title={exact(at)}>
          {moment(at)}
        </time>
      ),
      isSecondary: true,
    },
    {
      id: 'deeds',
      header: '',
      cell: (person) => <Deeds person={person} onAsk={(deed) => onAsk(person, deed)} />,
    },
  ];
  return (
    <DataTable
      isStacked
      label={t('people.list')}
      columns={columns}
      rows={people}
      rowKey={(person) => person.id}
    />
  );
}

function Name({ person: { id, name, email } }: { person: Account }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.name}>{name}</div>
      <div className={classes.dim}>
        {[email, t('people.id', { id })].filter(Boolean).join(' · ')}
      </div>
    </>
  );
}

function State({ person: { is_active, has_password } }: { person: Account }) {
  const { t } = useTranslation();
  if (!is_active) {
    return (
      <Tag tone="amber" icon={IconUserOff}>
        {t('people.state.off')}
      </Tag>
    );
  }
  return has_password ? (
    <Tag tone="green">{t('people.state.on')}</Tag>
  ) : (
    <Tag tone="amber" icon={IconKey}>
      {t('people.state.nopassword')}
    </Tag>
  );
}

interface DeedsProps {
  person: Account;
  onAsk: (deed: PersonDeed) => void;
}

function Deeds({ person: { name, is_active }, onAsk }: DeedsProps) {
  const { t } = useTranslation();
  const deeds: PersonDeed[] = is_active ? ['change', 'reset', 'deactivate'] : ['activate'];
  return (
    <div className={classes.actions}>
      {deeds.map((deed) => (
        <Button
          key={deed}
          size="compact-xs"
          variant="default"
          aria-label={`${t(`people.${deed}`)}: ${name}`}
          onClick={() => onAsk(deed)}
        >
          {t(`people.${deed}`)}
        </Button>
      ))}
    </div>
  );
}
