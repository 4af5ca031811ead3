/**
 * Proposals: what an engine suggests and a person decides, once.
 *
 * Those of knowledge (topics and atoms) and those of tasks are two resources of the server with
 * ids of their own; a reviewer does the same with both.
 */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { InferOutput } from 'valibot';
import * as v from 'valibot';
import { api, body } from './client';
import { word, id, oneOf } from './address';
import { firstPage, type ListRule } from './pages';
import type { Page, Proposal, ProposalCounts, ProposalState, TaskProposal } from './types';

export type Reviewed = Proposal | TaskProposal;

export const KINDS = ['topic', 'atom', 'task'] as const;
export const DECIDED = ['approved', 'rejected', 'merged'] as const;

/** What `/proposals` holds in its URL: pending topics and atoms unless it says otherwise. */
export const proposalSearch = v.object({
  kind: oneOf(KINDS),
  state: oneOf(DECIDED),
  project: word,
  /** The run that proposed them; of tasks only. */
  run: id,
  open: id,
});
export type ProposalSearch = InferOutput<typeof proposalSearch>;
export type ProposalView = Omit<ProposalSearch, 'open'>;

// Oldest first: what comes while somebody reviews goes to the end.
const ORDER = 'created_at';

const root = (isTask: boolean) => (isTask ? 'task-proposals' : 'proposals');

export const proposalList = (view: ProposalView) =>
  infiniteQueryOptions({
    queryKey: [root(view.kind === 'task'), 'list', view],
    queryFn: async ({ pageParam, signal }): Promise<Page<Reviewed>> => {
      const { kind, project, run } = view;
      const state: ProposalState = view.state ?? 'pending';
      const query = {
        ...{ state: [state], sort: ORDER },
        ...(project && { project: [project] }),
        ...(pageParam !== null && { cursor: pageParam }),
      };
      if (kind === 'task') {
        const wanted = { ...query, ...(run && { run_id: run }) };
        return body(await api.GET('/api/proposals', { params: { query: wanted }, signal }));
      }
      const wanted = { ...query, ...(kind && { kind: [kind] }) };
      return body(await api.GET('/api/knowledge/proposals', { params: { query: wanted }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

/** How many there are of each state, besides which the view's own filters count. */
export const proposalCounts = ({ kind, project, run }: ProposalView) =>
  queryOptions({
    queryKey: [root(kind === 'task'), 'count', { kind, project, run }],
    queryFn: async ({ signal }): Promise<ProposalCounts> => {
      const query = project ? { project: [project] } : {};
      if (kind === 'task') {
        const wanted = { ...query, ...(run && { run_id: run }) };
        return body(await api.GET('/api/proposals/count', { params: { query: wanted }, signal }));
      }
      const params = { query: { ...query, ...(kind && { kind: [kind] }) } };
      return body(await api.GET('/api/knowledge/proposals/count', { params, signal }));
    },
  });

/** One that no list shows: decided meanwhile, or opened by its address. */
export const proposalDetail = (isTask: boolean, id: string) =>
  queryOptions({
    queryKey: [root(isTask), 'detail', id],
    queryFn: async ({ signal }): Promise<Reviewed> => {
      const given = { params: { path: { id } }, signal };
      if (isTask) return body(await api.GET('/api/proposals/{id}', given));
      return body(await api.GET('/api/knowledge/proposals/{id}', given));
    },
  });

export type KnowledgeChanges = Partial<
  Pick<Proposal, 'name' | 'description' | 'keywords' | 'atom_type'>
>;
export type TaskChanges = Partial<
  Pick<TaskProposal, 'title' | 'description' | 'category' | 'priority' | 'tags' | 'due'>
>;

export type Deed =
  | { verb: 'approve' }
  | { verb: 'reject'; note: string }
  | { verb: 'merge'; into: string }
  | { verb: 'edit'; of: 'knowledge'; changes: KnowledgeChanges }
  | { verb: 'edit'; of: 'task'; changes: TaskChanges };
export type Verb = Deed['verb'];

/** Carries the deed out and returns the proposal as it is then. */
export async function carryOut(proposal: Reviewed, deed: Deed): Promise<Reviewed> {
  return isTask(proposal) ? onTask(proposal.id, deed) : onKnowledge(proposal.id, deed);
}

async function onKnowledge(id: string, deed: Deed): Promise<Proposal> {
  const params = { path: { id } };
  const at = '/api/knowledge/proposals/{id}';
  if (deed.verb === 'approve') return body(await api.POST(`${at}/approve`, { params }));
  if (deed.verb === 'reject') {
    return body(await api.POST(`${at}/reject`, { params, body: noted(deed.note) }));
  }
  if (deed.verb === 'merge') {
    return body(await api.POST(`${at}/merge`, { params, body: { into: deed.into } }));
  }
  return body(await api.PUT(at, { params, body: deed.of === 'knowledge' ? deed.changes : {} }));
}

async function onTask(id: string, deed: Deed): Promise<TaskProposal> {
  const params = { path: { id } };
  const at = '/api/proposals/{id}';
  if (deed.verb === 'approve') return body(await api.PUT(`${at}/approve`, { params }));
  if (deed.verb === 'reject') {
    return body(await api.PUT(`${at}/reject`, { params, body: noted(deed.note) }));
  }
  if (deed.verb === 'merge') {
    return body(await api.PUT(`${at}/merge`, { params, body: { into: deed.into } }));
  }
  return body(await api.PUT(at, { params, body: deed.of === 'task' ? deed.changes : {} }));
}

const noted = (note: string) => (note ? { note } : {});

export function isTask(proposal: Reviewed): proposal is TaskProposal {
  return 'run_id' in proposal;
}

export function titleOf(proposal: Reviewed): string {
  return isTask(proposal) ? proposal.title : proposal.name;
}

/** New proposals go to the end: what the reader is deciding on stays where it is. */
export function proposalRule(view: ProposalView): ListRule<Reviewed> {
  const { kind, state = 'pending', project, run } = view;
  return {
    matches: (proposal) =>
      proposal.state === state &&
      (!project || proposal.project === project) &&
      (isTask(proposal)
        ? kind === 'task' && (!run || proposal.run_id === run)
        : kind !== 'task' && (!kind || proposal.kind === kind)),
    compare: () => 1,
  };
}

/** The view that a query key of a list holds. */
export function viewOfKey(key: unknown): ProposalView {
  const read = v.safeParse(proposalSearch, key);
  if (!read.success) return {};
  const { open: _, ...view } = read.output;
  return view;
}
