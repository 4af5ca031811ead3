/** Knowledge proposals: what an engine suggests and a person decides. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { accepted, api, body } from './client';
import type { ListRule } from './pages';
import type { Proposal, ProposalState } from './types';

// Oldest first: what comes while somebody reviews goes to the end.
const ORDER = 'created_at';

function firstPage(): string | null {
  return null;
}

export const proposalList = (state: ProposalState) =>
  infiniteQueryOptions({
    queryKey: ['proposals', state],
    queryFn: async ({ pageParam, signal }) => {
      const wanted = { state: [state], sort: ORDER };
      const query = pageParam === null ? wanted : { ...wanted, cursor: pageParam };
      return body(await api.GET('/api/knowledge/proposals', { params: { query }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

export async function decideProposal(id: string, verdict: 'approve' | 'reject'): Promise<void> {
  accepted(
    await (verdict === 'approve'
      ? api.POST('/api/knowledge/proposals/{id}/approve', { params: { path: { id } } })
      : api.POST('/api/knowledge/proposals/{id}/reject', { params: { path: { id } } })),
  );
}

/** New proposals go to the end: what the reader is deciding on stays where it is. */
export function proposalRule(state: unknown): ListRule<Proposal> {
  return { matches: (proposal) => proposal.state === state, compare: () => 1 };
}
