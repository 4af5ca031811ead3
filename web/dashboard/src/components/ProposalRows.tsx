import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf, type ProposalView, type Reviewed } from '../api/proposals';
import { Confidence } from './Confidence';
import classes from './ProposalRows.module.css';
import { ProposalTags } from './ProposalTags';

interface Props {
  proposals: readonly Reviewed[];
  view: ProposalView;
  openId: string | undefined;
}

/** The list of a review. The open one is kept in sight; focus follows only if it was in the list. */
export function ProposalRows({ proposals, view, openId }: Props) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>('[aria-current]');
    open?.scrollIntoView({ block: 'nearest' });
    if (list.current?.contains(document.activeElement)) open?.focus();
  }, [openId]);
  return (
    <ul ref={list} className={classes.rows} aria-label={t('proposals.list')}>
      {proposals.map((proposal) => (
        <li key={proposal.id}>
          <Link
            to="/proposals"
            search={{ ...view, open: proposal.id }}
            replace={openId !== undefined}
            className={classes.row}
          >
            <span className={classes.title}>{titleOf(proposal)}</span>
            <span className={classes.facts}>
              <ProposalTags proposal={proposal} />
              <Confidence value={proposal.confidence} />
              {proposal.similar && <span>{t('proposals.alike')}</span>}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
