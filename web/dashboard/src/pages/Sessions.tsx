import { Button, Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { endSessions, sessionList } from '../api/account';
import type { Session } from '../api/types';
import { Ago } from '../components/Ago';
import { DataTable, type Column } from '../components/DataTable';
import form from '../components/Form.module.css';
import { LoadProblem } from '../components/LoadProblem';
import { Section } from '../components/Section';
import classes from '../components/Table.module.css';
import { programOf } from '../components/program';
import { Tag } from '../components/Tag';
import { useDeed } from './useDeed';

/** Where one is signed in. */
export function Sessions() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const list = useQuery(sessionList);
  const ending = useDeed({
    name: (id) =>
      `${t('account.sessions')}: ${t(id === null ? 'account.sessions.others' : 'account.sessions.end')}`,
    mutationFn: endSessions,
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
  const others = list.data?.some((each) => !each.current) ?? false;
  const content = () => {
    if (list.data) {
      return (
        <SessionTable
          sessions={list.data}
          busy={ending.isPending ? ending.variables : null}
          onEnd={(id) => ending.mutate(id)}
        />
      );
    }
    if (list.error) return <LoadProblem error={list.error} onRetry={() => void list.refetch()} />;
    return <Skeleton height={80} />;
  };
  return (
    <Section
      title={t('account.sessions')}
      action={
        others && (
          <Button
            size="compact-xs"
            variant="default"
            loading={ending.isPending && ending.variables === null}
            onClick={() => ending.mutate(null)}
          >
            {t('account.sessions.others')}
          </Button>
        )
      }
    >
      {ending.error && (
        <p className={form.refused} role="alert">
          {ending.error.message}
        </p>
      )}
      {content()}
    </Section>
  );
}

interface Props {
  sessions: readonly Session[];
  busy: string | null;
  onEnd: (id: string) => void;
}

function SessionTable({ sessions, busy, onEnd }: Props) {
  const { t } = useTranslation();
  const columns: Column<Session>[] = [
    {
      id: 'where',
      header: t('account.sessions.where'),
      cell: ({ user_agent, address }) => (
        <>
          <div className={classes.name} title={user_agent ?? undefined}>
            {user_agent ? programOf(user_agent) : t('account.sessions.unknown')}
          </div>
          <div className={classes.dim}>{address}</div>
        </>
      ),
    },
    {
      id: 'seen',
      header: t('account.sessions.seen'),
      cell: ({ seen_at, created_at }) => <Ago at={seen_at ?? created_at} />,
    },
    {
      id: 'expires',
      header: t('account.expires'),
      cell: ({ expires_at }) => <Ago at={expires_at} />,
    },
    {
      id: 'deeds',
      header: '',
      cell: ({ id, current }) => (
        <div className={classes.actions}>
          {current ? (
            <Tag tone="green">{t('account.sessions.this')}</Tag>
          ) : (
            <Button
              size="compact-xs"
              variant="default"
              loading={busy === id}
              onClick={() => onEnd(id)}
            >
              {t('account.sessions.end')}
            </Button>
          )}
        </div>
      ),
    },
  ];
  return (
    <DataTable
      isStacked
      label={t('account.sessions')}
      columns={columns}
      rows={sessions}
      rowKey={({ id }) => id}
    />
  );
}
