import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isStatus } from '../api/client';
import { sourceMessages } from '../api/messages';
import { placeRows } from '../api/pages';
import {
  carryOut,
  isTask,
  proposalDetail,
  proposalRule,
  titleOf,
  viewOfKey,
  type Deed,
  type Reviewed,
  type Verb,
} from '../api/proposals';
import { alike, canMergeIntoSimilar } from '../api/targets';
import { Comparison } from '../components/Comparison';
import { LoadProblem } from '../components/LoadProblem';
import { PanelLoading, PanelMissing } from '../components/PanelStates';
import { ProposalActions } from '../components/ProposalActions';
import { DEEDS } from '../components/proposalDeeds';
import { ProposalForm } from '../components/ProposalForm';
import { ProposalOutcome } from '../components/ProposalOutcome';
import { ProposalView } from '../components/ProposalView';
import { ReasonDialog } from '../components/ReasonDialog';
import { Sources } from '../components/Sources';
import { useKeys } from '../components/useKeys';
import { useTold } from '../components/useTold';
import { useMayAct } from './me';
import { MergeDialog } from './MergeDialog';
import { useDeed } from './useDeed';

interface Props {
  id: string;
  isTask: boolean;
  /** The proposal as the list has it, if it does. */
  listed: Reviewed | undefined;
  onMove: (by: 1 | -1) => void;
  onDecided: (id: string) => void;
  onClose: () => void;
}

/** The open proposal: from the list, or read by itself once it has left the list. */
export function ProposalPanel(props: Props) {
  const { id, listed, onClose } = props;
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    ...proposalDetail(props.isTask, id),
    enabled: listed === undefined,
  });
  const proposal = listed ?? data;
  if (proposal) return <Review {...props} proposal={proposal} />;
  if (isStatus(error, 404)) {
    return (
      <PanelMissing
        title={t('proposals.missing')}
        help={t('proposals.missing.help')}
        close={t('proposals.back')}
        onClose={onClose}
      />
    );
  }
  if (error) return <LoadProblem error={error} onRetry={() => void refetch()} />;
  return <PanelLoading />;
}

type Asked = Exclude<Verb, 'approve'>;

function Review({ proposal, onMove, onDecided, onClose }: Props & { proposal: Reviewed }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<{ id: string; verb: Asked } | null>(null);
  const mayDecide = useMayAct(proposal.project) && proposal.state === 'pending';
  const asked = mayDecide && asking?.id === proposal.id ? asking.verb : null;
  const { decide, busy, refusal, done } = useDeciding(proposal, (of, deed) => {
    // Whoever has gone on to another one meanwhile is asked of that one.
    setAsking((now) => (now?.id === of.id ? null : now));
    if (deed.verb !== 'edit') onDecided(of.id);
  });
  const close = () => setAsking(null);
  const choose = (verb: Verb) => {
    if (busy) return;
    if (verb === 'approve') decide({ verb });
    else setAsking({ id: proposal.id, verb });
  };
  const deeds = DEEDS.map(({ verb, key, icon }) => {
    return [key, { does: t(`proposals.${verb}`), act: () => choose(verb), icon }] as const;
  });
  useKeys(t('keys.proposal'), mayDecide ? Object.fromEntries(deeds) : {});
  const sources = useQuery(sourceMessages(proposal.sources));
  const other = useQuery(alike(proposal));
  const isBusy = busy !== undefined;
  const common = { isBusy, error: refusal, onClose: close };
  return (
    <>
      <ProposalView
        {...{ proposal, onMove, onClose }}
        form={
          asked === 'edit' ? (
            <ProposalForm key={proposal.id} proposal={proposal} {...common} onSave={decide} />
          ) : null
        }
        actions={
          <>
            {mayDecide && asked !== 'edit' && <ProposalActions busy={busy} onChoose={choose} />}
            <ProposalOutcome {...{ proposal, done }} refusal={asked ? null : refusal} />
          </>
        }
        comparison={
          <Comparison
            {...{ proposal, isBusy }}
            other={other.data}
            onMerge={
              mayDecide && proposal.similar && canMergeIntoSimilar(proposal)
                ? mergingInto(proposal.similar.id, decide)
                : undefined
            }
          />
        }
        sources={
          <Sources messages={sources.data} count={proposal.sources.length} error={sources.error} />
        }
      />
      {asked === 'reject' && <Rejection {...{ proposal, ...common }} onDecide={decide} />}
      {asked === 'merge' && (
        <MergeDialog
          {...{ proposal, ...common }}
          similar={other.data ?? null}
          onMerge={(into) => decide({ verb: 'merge', into })}
        />
      )}
    </>
  );
}

const mergingInto = (into: string, decide: (deed: Deed) => void) => () =>
  decide({ verb: 'merge', into });

interface RejectionProps {
  proposal: Reviewed;
  isBusy: boolean;
  error: Error | null;
  onDecide: (deed: Deed) => void;
  onClose: () => void;
}

function Rejection({ proposal, onDecide, ...common }: RejectionProps) {
  const { t } = useTranslation();
  return (
    <ReasonDialog
      title={t('proposals.reject.title')}
      action={t('proposals.reject')}
      {...common}
      onConfirm={(note) => onDecide({ verb: 'reject', note })}
    >
      {t('proposals.reject.help', { title: titleOf(proposal) })}
    </ReasonDialog>
  );
}

/** Carries a deed out; what is refused or done is told of the proposal that it was about. */
function useDeciding(proposal: Reviewed, onDone: (of: Reviewed, deed: Deed) => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const root = isTask(proposal) ? 'task-proposals' : 'proposals';
  const place = (now: Reviewed) => {
    for (const { queryKey } of client.getQueryCache().findAll({ queryKey: [root, 'list'] })) {
      client.setQueryData<{ pages: { items: Reviewed[]; next_cursor: string | null }[] }>(
        queryKey,
        (data) =>
          data && {
            ...data,
            pages: placeRows(data.pages, [now], proposalRule(viewOfKey(queryKey[2]))),
          },
      );
    }
    client.setQueryData([root, 'detail', now.id], now);
  };
  const deciding = useDeed({
    name: ({ of, deed }) => `${t(`proposals.${deed.verb}`)}: ${titleOf(of)}`,
    mutationFn: ({ of, deed }: { of: Reviewed; deed: Deed }) => carryOut(of, deed),
    onDone: (_, { of, deed }) => onDone(of, deed),
    onSettled: async (now) => {
      if (now) place(now);
      // Somebody else was faster, perhaps: see what became of it.
      else await client.invalidateQueries({ queryKey: [root] });
    },
  });
  const { variables, isPending, error, data } = deciding;
  return {
    decide: (deed: Deed) => deciding.mutate({ of: proposal, deed }),
    busy: isPending ? variables.deed.verb : undefined,
    refusal: variables?.of.id === proposal.id ? error : null,
    done: useTold(data, proposal.id),
  };
}
