/** What a proposal can be merged into, and what it resembles. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import { firstPage } from './pages';
import { isTask, titleOf, type Reviewed } from './proposals';
import type { Atom, Page, TaskItem, Topic } from './types';

/** A topic, an atom, a task item or another proposal, in the words that all of them have. */
export interface Target {
  id: string;
  title: string;
  text: string;
}

const MOST = 200; // what a page holds at most
type Where = 'topics' | 'atoms' | 'task-items';

const where = (proposal: Reviewed): Where =>
  isTask(proposal) ? 'task-items' : proposal.kind === 'topic' ? 'topics' : 'atoms';

interface Query {
  project?: string[];
  id?: string[];
  limit?: number;
  cursor?: string;
}

async function read(from: Where, query: Query, signal: AbortSignal): Promise<Page<Target>> {
  const given = { params: { query }, signal };
  if (from === 'topics') return named(body(await api.GET('/api/topics', given)), topicTarget);
  if (from === 'atoms') return named(body(await api.GET('/api/atoms', given)), atomTarget);
  return named(body(await api.GET('/api/task-items', given)), itemTarget);
}

function named<Row>(page: Page<Row>, name: (row: Row) => Target): Page<Target> {
  return { items: page.items.map(name), next_cursor: page.next_cursor };
}

const topicTarget = ({ id, name, description }: Topic) => ({ id, title: name, text: description });
const atomTarget = ({ id, title, content }: Atom) => ({ id, title, text: content });
const itemTarget = ({ id, title, description }: TaskItem) => ({ id, title, text: description });

/** All of the proposal's project, latest first. Read each time that somebody chooses. */
export const targetList = (proposal: Reviewed) =>
  infiniteQueryOptions({
    queryKey: ['targets', where(proposal), proposal.project],
    queryFn: ({ pageParam, signal }) => {
      const query = { project: [proposal.project], limit: MOST };
      const paged = pageParam === null ? query : { ...query, cursor: pageParam };
      return read(where(proposal), paged, signal);
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
    staleTime: 0,
  });

/** What the proposal is most alike, with its words; null if it is gone. */
export const alike = (proposal: Reviewed) =>
  queryOptions({
    queryKey: ['targets', 'alike', where(proposal), proposal.similar],
    queryFn: async ({ signal }): Promise<Target | null> => {
      const { similar } = proposal;
      if (!similar) return null;
      if ('kind' in similar && similar.kind === 'proposal') {
        const params = { path: { id: similar.id } };
        const other = body(await api.GET('/api/proposals/{id}', { params, signal }));
        return { id: other.id, title: titleOf(other), text: other.description };
      }
      const found = await read(where(proposal), { id: [similar.id] }, signal);
      return found.items[0] ?? null;
    },
    enabled: proposal.similar !== null,
  });

/** Whether what the proposal resembles is something that it can be merged into. */
export function canMergeIntoSimilar(proposal: Reviewed): boolean {
  const { similar } = proposal;
  return similar !== null && !('kind' in similar && similar.kind === 'proposal');
}
