import { ActionIcon } from '@mantine/core';
import { IconArrowLeft, IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isTask, titleOf, type Reviewed } from '../api/proposals';
import { useFormats } from '../i18n/format';
import { Confidence } from './Confidence';
import { ProposalTags } from './ProposalTags';
import classes from './ProposalView.module.css';
import { reasoningOf } from './reasoningWords';
import { Section } from './Section';

interface Props {
  proposal: Reviewed;
  onMove: (by: 1 | -1) => void;
  onClose: () => void;
  /** What can be done, or why nothing can. */
  actions: ReactNode;
  /** Takes the place of the words while they are changed. */
  form: ReactNode;
  comparison: ReactNode;
  sources: ReactNode;
}

/** One proposal: what it says and why, with what it rests on beside it. */
export function ProposalView(props: Props) {
  const { proposal, actions, form, comparison, sources } = props;
  const { t } = useTranslation();
  return (
    <div className={classes.view}>
      <Bar {...props} />
      <div className={classes.columns}>
        <div className={classes.words}>
          {form ?? (
            <div>
              <h2 className={classes.title}>{titleOf(proposal)}</h2>
              {proposal.description && proposal.description !== titleOf(proposal) && (
                <p className={classes.text}>{proposal.description}</p>
              )}
            </div>
          )}
          {actions}
          {comparison}
          <Section title={t('proposals.why')}>
            <p className={classes.text}>{reasoningOf(proposal, t)}</p>
            <p className={classes.dim}>
              <Confidence value={proposal.confidence} />
              <span>{t('proposals.engine', { engine: proposal.engine })}</span>
            </p>
          </Section>
          <Facts proposal={proposal} />
        </div>
        <div className={classes.sources}>{sources}</div>
      </div>
    </div>
  );
}

function Bar({ proposal, onMove, onClose }: Props) {
  const { t } = useTranslation();
  const icon = { variant: 'subtle', color: 'gray', size: 32 } as const;
  return (
    <div className={classes.bar}>
      <ActionIcon
        {...icon}
        className={classes.back}
        aria-label={t('proposals.back')}
        onClick={onClose}
      >
        <IconArrowLeft size={18} />
      </ActionIcon>
      <ProposalTags proposal={proposal} />
      <span className={classes.moves}>
        <ActionIcon
          {...icon}
          aria-label={t('proposals.previous')}
          title={`${t('proposals.previous')} (K)`}
          onClick={() => onMove(-1)}
        >
          <IconChevronUp size={18} />
        </ActionIcon>
        <ActionIcon
          {...icon}
          aria-label={t('proposals.next')}
          title={`${t('proposals.next')} (J)`}
          onClick={() => onMove(1)}
        >
          <IconChevronDown size={18} />
        </ActionIcon>
      </span>
    </div>
  );
}

function Facts({ proposal }: { proposal: Reviewed }) {
  const { t } = useTranslation();
  const { exact } = useFormats();
  const words = isTask(proposal) ? proposal.tags : proposal.keywords;
  return (
    <Section title={t('task.facts')}>
      <dl className={classes.facts}>
        <dt>{t('task.project')}</dt>
        <dd>{proposal.project}</dd>
        {words.length > 0 && (
          <>
            <dt>{t(isTask(proposal) ? 'proposals.field.tags' : 'proposals.field.keywords')}</dt>
            <dd>{words.join(', ')}</dd>
          </>
        )}
        {isTask(proposal) ? <OfTask proposal={proposal} /> : <OfTopic topic={proposal.topic} />}
        <dt>{t('task.created')}</dt>
        <dd>{exact(proposal.created_at)}</dd>
      </dl>
    </Section>
  );
}

function OfTask({ proposal }: { proposal: Extract<Reviewed, { run_id: string }> }) {
  const { t } = useTranslation();
  return (
    <>
      {proposal.due && (
        <>
          <dt>{t('proposals.field.due')}</dt>
          <dd>{proposal.due}</dd>
        </>
      )}
      <dt>{t('proposals.run')}</dt>
      <dd>
        <Link to="/runs" search={{ run: proposal.run_id }}>
          {t('runs.run', { id: proposal.run_id })}
        </Link>
      </dd>
      {proposal.item_id && (
        <>
          <dt>{t('proposals.item')}</dt>
          <dd>
            <Link to="/task-items" search={{ id: proposal.item_id }}>
              {t('items.item', { id: proposal.item_id })}
            </Link>
          </dd>
        </>
      )}
    </>
  );
}

function OfTopic({ topic }: { topic: { id: string | null; name: string } | null }) {
  const { t } = useTranslation();
  if (!topic) return null;
  return (
    <>
      <dt>{t('proposals.topic')}</dt>
      <dd>
        {topic.id ? (
          <Link to="/topics" search={{ topic: topic.id }}>
            {topic.name}
          </Link>
        ) : (
          t('proposals.unborn', { topic: topic.name })
        )}
      </dd>
    </>
  );
}
