import { Button } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Proposal } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './ProposalCard.module.css';

export type Verdict = 'approve' | 'reject';

interface Props {
  proposal: Proposal;
  /** A viewer reads, and decides nothing. */
  mayDecide: boolean;
  busy: Verdict | undefined;
  refusal: string | undefined;
  onDecide: (verdict: Verdict) => void;
}

export function ProposalCard({ proposal, mayDecide, busy, refusal, onDecide }: Props) {
  const { t } = useTranslation();
  return (
    <article className={classes.card}>
      <div className={classes.body}>
        <div className={classes.head}>
          <span className={classes.kind} data-kind={proposal.kind}>
            {proposal.atom_type ?? t('proposals.topic')}
          </span>
          <h3 className={classes.name}>{proposal.name}</h3>
        </div>
        {proposal.description && <p className={classes.text}>{proposal.description}</p>}
        <p className={classes.reasoning}>{proposal.reasoning}</p>
        <Facts proposal={proposal} />
        {refusal && (
          <p className={classes.refused} role="alert">
            {refusal}
          </p>
        )}
      </div>
      {mayDecide && proposal.state === 'pending' && (
        <div className={classes.actions}>
          <Button
            {...{ size: 'xs', variant: 'default', onClick: () => onDecide('reject') }}
            {...{ loading: busy === 'reject', disabled: busy === 'approve' }}
            leftSection={<IconX size={14} />}
          >
            {t('proposals.reject')}
          </Button>
          <Button
            {...{ size: 'xs', onClick: () => onDecide('approve') }}
            {...{ loading: busy === 'approve', disabled: busy === 'reject' }}
            leftSection={<IconCheck size={14} />}
          >
            {t('proposals.approve')}
          </Button>
        </div>
      )}
    </article>
  );
}

function Facts({ proposal }: { proposal: Proposal }) {
  const { t } = useTranslation();
  const { share } = useFormats();
  const { similar, keywords } = proposal;
  return (
    <p className={classes.facts}>
      <span>{t('proposals.confidence', { percent: share(proposal.confidence) })}</span>
      <span>{t('proposals.engine', { engine: proposal.engine })}</span>
      <span>{t('proposals.sources', { count: proposal.sources.length })}</span>
      {similar && (
        <span>
          {t('proposals.similar', {
            name: similar.name ?? `#${similar.id}`,
            percent: share(similar.score),
          })}
        </span>
      )}
      {proposal.topic && <span>{t('proposals.of', { topic: proposal.topic.name })}</span>}
      {keywords.length > 0 && <span>{keywords.join(', ')}</span>}
      {proposal.project && <span>{proposal.project}</span>}
    </p>
  );
}
