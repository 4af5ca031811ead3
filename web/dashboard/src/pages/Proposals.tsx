import { IconChecklist } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { decideProposal, proposalList } from '../api/proposals';
import type { Proposal } from '../api/types';
import { ListPage } from '../components/ListPage';
import { Notice } from '../components/Notice';
import classes from '../components/Page.module.css';
import { ProposalCard, type Verdict } from '../components/ProposalCard';
import { useMayAct } from './me';

const route = getRouteApi('/proposals');
const DECIDED = ['approved', 'rejected'] as const;
const STATES = ['pending', ...DECIDED] as const;

export function Proposals() {
  const { t } = useTranslation();
  const { state = 'pending' } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(proposalList(state));
  const proposals = list.data?.pages.flatMap((page) => page.items) ?? [];
  const empty = state === 'pending' ? 'pending' : 'decided';
  return (
    <ListPage
      title={t('proposals.list')}
      filter={{
        label: t('proposals.state'),
        value: state,
        options: STATES.map((value) => ({ value, label: t(`proposals.${value}`) })),
        onChange: (chosen) => {
          const decided = DECIDED.find((each) => each === chosen);
          void navigate({ search: decided ? { state: decided } : {} });
        },
      }}
      list={list}
      isEmpty={proposals.length === 0}
      empty={
        <Notice
          icon={<IconChecklist size={28} />}
          title={t(`proposals.empty.${empty}`)}
          help={t(`proposals.empty.${empty}.help`)}
        />
      }
    >
      <div className={classes.cards}>
        {proposals.map((proposal) => (
          <Decision key={proposal.id} proposal={proposal} />
        ))}
      </div>
    </ListPage>
  );
}

function Decision({ proposal }: { proposal: Proposal }) {
  const client = useQueryClient();
  const mayDecide = useMayAct();
  const deciding = useMutation({
    mutationFn: (verdict: Verdict) => decideProposal(proposal.id, verdict),
    onSuccess: () => client.invalidateQueries({ queryKey: ['proposals'] }),
  });
  return (
    <ProposalCard
      {...{ proposal, mayDecide }}
      busy={deciding.isPending ? deciding.variables : undefined}
      refusal={deciding.error?.message}
      onDecide={(verdict) => deciding.mutate(verdict)}
    />
  );
}
