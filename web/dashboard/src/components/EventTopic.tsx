import { Link } from '@tanstack/react-router';
import { groupsFor, type Destination } from '../navigation';
import { useTopicName } from './useTopicName';

/** Where one sees what a topic is about. */
const PAGES: Readonly<Record<string, Destination['to']>> = {
  ...{ tasks: '/', workers: '/workers', schedules: '/schedules', alert: '/alerts' },
  ...{ people: '/people', rights: '/people', secrets: '/system' },
  ...{ messages: '/messages', ingestion: '/messages', topics: '/topics' },
  ...{ knowledge_extraction: '/proposals', proposals: '/proposals' },
  ...{ analysis_runs: '/runs', experiments: '/experiments' },
};

interface Props {
  /** Without its project. */
  topic: string;
  /** The slug of the chosen project, which stays chosen there. */
  project: string | undefined;
  isAdmin: boolean;
}

/** What a topic is called, as the way to its page, if the reader has one of it. */
export function EventTopic({ topic, project, isAdmin }: Props) {
  const name = useTopicName()(topic);
  const to = PAGES[topic];
  const isThere = groupsFor(isAdmin).some(({ pages }) => pages.some((page) => page.to === to));
  if (to === undefined || !isThere) return name;
  return (
    <Link to={to} search={{ ...(project && { project }), ...kindOf(topic) }}>
      {name}
    </Link>
  );
}

/** Proposals are of knowledge, unless one asks for those of tasks. */
function kindOf(topic: string) {
  return topic === 'proposals' ? { kind: 'task' } : {};
}
