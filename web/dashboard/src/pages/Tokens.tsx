import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { revokeToken, tokenList } from '../api/account';
import type { Role, Token } from '../api/types';
import { Ago } from '../components/Ago';
import { DataTable, type Column } from '../components/DataTable';
import { FormDialog } from '../components/FormDialog';
import { LoadMore } from '../components/LoadMore';
import { LoadProblem } from '../components/LoadProblem';
import { ReadProblem } from '../components/ReadProblem';
import { Section } from '../components/Section';
import classes from '../components/Table.module.css';
import { NewTokenDialog } from './NewTokenDialog';
import { useDeed } from './useDeed';

/** What scripts of one's own sign in with. */
export function Tokens({ role }: { role: Role }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(tokenList);
  const [asked, setAsked] = useState<Token | 'new' | null>(null);
  const tokens = list.data?.pages.flatMap((page) => page.items);
  const content = () => {
    if (tokens?.length) return <TokenTable tokens={tokens} onRevoke={setAsked} />;
    if (tokens) return <p className={classes.dim}>{t('tokens.empty')}</p>;
    if (list.error) return <LoadProblem error={list.error} onRetry={() => void list.refetch()} />;
    return <Skeleton height={80} />;
  };
  return (
    <Section
      title={t('tokens.list')}
      action={
        <Button size="compact-xs" variant="default" onClick={() => setAsked('new')}>
          {t('tokens.new')}
        </Button>
      }
    >
      {content()}
      {tokens && <ReadProblem list={list} />}
      <LoadMore list={list} />
      {asked === 'new' && <NewTokenDialog role={role} onClose={() => setAsked(null)} />}
      {asked && asked !== 'new' && <Revoke token={asked} onClose={() => setAsked(null)} />}
    </Section>
  );
}

interface Props {
  tokens: readonly Token[];
  onRevoke: (token: Token) => void;
}

function TokenTable({ tokens, onRevoke }: Props) {
  const { t } = useTranslation();
  const columns: Column<Token>[] = [
    {
      id: 'name',
      header: t('tokens.name'),
      cell: ({ name, scopes }) => (
        <>
          <div className={classes.name}>{name}</div>
          <div className={classes.dim}>
            {scopes.map((scope) => t(`tokens.scope.${scope}`)).join(', ')}
          </div>
        </>
      ),
    },
    {
      id: 'used',
      header: t('tokens.used'),
      cell: ({ last_used_at: at }) => (at ? <Ago at={at} /> : t('tokens.unused')),
    },
    {
      id: 'expires',
      header: t('account.expires'),
      cell: ({ expires_at: at }) => (at ? <Ago at={at} /> : t('tokens.forever')),
    },
    {
      id: 'deeds',
      header: '',
      cell: (token) => (
        <div className={classes.actions}>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`${t('tokens.revoke')}: ${token.name}`}
            onClick={() => onRevoke(token)}
          >
            {t('tokens.revoke')}
          </Button>
        </div>
      ),
    },
  ];
  return (
    <DataTable
      isStacked
      label={t('tokens.list')}
      columns={columns}
      rows={tokens}
      rowKey={({ id }) => id}
    />
  );
}

function Revoke({ token, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const title = t('tokens.revoke.title', { name: token.name });
  const revoking = useDeed({
    name: title,
    mutationFn: () => revokeToken(token.id),
    onDone: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  });
  return (
    <FormDialog
      title={title}
      action={t('tokens.revoke')}
      isBusy={revoking.isPending}
      error={revoking.error}
      onSubmit={() => revoking.mutate()}
      onClose={onClose}
    >
      <p>{t('tokens.revoke.help')}</p>
    </FormDialog>
  );
}
