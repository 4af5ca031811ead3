import { SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChecklist } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { DECIDED, KINDS, proposalCounts, proposalList, type ProposalView } from '../api/proposals';
import { present } from '../api/view';
import { CountedLabel } from '../components/CountedLabel';
import { ListPage } from '../components/ListPage';
import { ProposalRows } from '../components/ProposalRows';
import { Split } from '../components/Split';
import { useMoveKeys } from '../components/useMoveKeys';
import { NothingYet } from './NothingYet';
import { ProposalPanel } from './ProposalPanel';
import classes from './Proposals.module.css';

const route = getRouteApi('/proposals');
const ALL_KINDS = ['knowledge', ...KINDS] as const;
const STATES = ['pending', ...DECIDED] as const;

/** A review: the list, the chosen proposal beside it, and a key for each thing to do. */
export function Proposals() {
  const { t } = useTranslation();
  const { open, ...view } = route.useSearch();
  const navigate = route.useNavigate();
  const isWide = useMediaQuery('(min-width: 901px)', undefined, { getInitialValueInEffect: false });
  const list = useInfiniteQuery(proposalList(view));
  const proposals = list.data?.pages.flatMap((page) => page.items) ?? [];
  const place = proposals.findIndex(({ id }) => id === open);
  const first = proposals[0]?.id;
  const show = (id: string | undefined) =>
    void navigate({ search: present({ ...view, open: id }), replace: true });
  const move = (by: 1 | -1) => {
    const next = proposals[place === -1 ? 0 : place + by];
    if (next) show(next.id);
  };
  useMoveKeys(move);
  // Written down, so that what is read stays open whatever comes before it.
  useEffect(() => {
    if (isWide && open === undefined && first !== undefined) {
      void navigate({ search: (now) => ({ ...now, open: first }), replace: true });
    }
  }, [isWide, open, first, navigate]);

  return (
    <Split
      label={t('proposals.one')}
      list={
        <ListPage
          title={t('proposals.list')}
          actions={
            <Filters
              view={view}
              onView={(change) => void navigate({ search: present({ ...view, ...change }) })}
            />
          }
          list={list}
          isEmpty={proposals.length === 0}
          isFlush
          hasOwnKeys
          empty={<Nothing view={view} />}
        >
          <ProposalRows {...{ proposals, view }} openId={open} />
        </ListPage>
      }
      panel={
        open !== undefined && (
          <ProposalPanel
            id={open}
            isTask={view.kind === 'task'}
            listed={proposals[place]}
            onMove={move}
            onDecided={(id) => {
              const next = (proposals[place + 1] ?? proposals[place - 1])?.id;
              // Whoever has gone on meanwhile stays where they are.
              void navigate({
                search: (now) => (now.open === id ? present({ ...view, open: next }) : now),
                replace: true,
              });
            }}
            onClose={() => void navigate({ search: view })}
          />
        )
      }
    />
  );
}

interface FiltersProps {
  view: ProposalView;
  onView: (change: ProposalView) => void;
}

function Filters({ view, onView }: FiltersProps) {
  const { t } = useTranslation();
  const counts = useQuery(proposalCounts(view)).data;
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t('proposals.kind')}
        value={view.kind ?? 'knowledge'}
        data={ALL_KINDS.map((value) => ({
          value,
          label: t(`proposals.kind.${value}`),
        }))}
        onChange={(chosen) => {
          const kind = KINDS.find((each) => each === chosen);
          onView({ kind, run: kind === 'task' ? view.run : undefined });
        }}
      />
      <SegmentedControl
        size="xs"
        className={classes.states}
        aria-label={t('proposals.state')}
        value={view.state ?? 'pending'}
        data={STATES.map((value) => ({
          value,
          label: <CountedLabel label={t(`proposals.${value}`)} count={counts?.[value]} />,
        }))}
        onChange={(chosen) => onView({ state: DECIDED.find((each) => each === chosen) })}
      />
    </>
  );
}

function Nothing({ view }: { view: ProposalView }) {
  const { t } = useTranslation();
  const what = view.state ? 'decided' : view.kind === 'task' ? 'tasks' : 'pending';
  return (
    <NothingYet
      icon={<IconChecklist size={28} />}
      title={t(view.state ? 'proposals.empty.decided' : 'proposals.empty.pending')}
      help={t(`proposals.empty.${what}.help`)}
    />
  );
}
