import { useTranslation } from 'react-i18next';
import { isTask, type Reviewed } from '../api/proposals';
import type { ProposalState, TaskItem } from '../api/types';
import { Tag, type Tone } from './Tag';

const PRIORITY: Record<TaskItem['priority'], Tone> = {
  low: 'grey',
  medium: 'blue',
  high: 'amber',
  critical: 'red',
};

const STATE: Record<ProposalState, Tone> = {
  pending: 'grey',
  approved: 'green',
  rejected: 'red',
  merged: 'blue',
};

/** What it would become: a topic, an atom of some type, a task of some category and priority. */
export function ProposalTags({ proposal }: { proposal: Reviewed }) {
  const { t } = useTranslation();
  return (
    <>
      {isTask(proposal) ? (
        <>
          <Tag tone="accent">{t(`category.${proposal.category}`)}</Tag>
          <Priority priority={proposal.priority} />
        </>
      ) : (
        <Tag tone={proposal.kind === 'topic' ? 'accent' : 'grey'}>
          {proposal.atom_type ? t(`atom.${proposal.atom_type}`) : t('proposals.topic')}
        </Tag>
      )}
      {proposal.state !== 'pending' && (
        <Tag tone={STATE[proposal.state]}>{t(`proposals.${proposal.state}`)}</Tag>
      )}
    </>
  );
}

export function Priority({ priority }: { priority: TaskItem['priority'] }) {
  const { t } = useTranslation();
  return <Tag tone={PRIORITY[priority]}>{t(`priority.${priority}`)}</Tag>;
}
