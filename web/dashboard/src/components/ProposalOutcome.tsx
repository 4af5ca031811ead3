import { useTranslation } from 'react-i18next';
import { titleOf, type Reviewed } from '../api/proposals';
import { useFormats } from '../i18n/format';
import classes from './ProposalOutcome.module.css';

interface Props {
  proposal: Reviewed;
  /** The proposal that was decided or changed last. */
  done: Reviewed | null;
  refusal: Error | null;
}

/** What became of it, what the server refused, and what was just done to the one before. */
export function ProposalOutcome({ proposal, done, refusal }: Props) {
  const { t } = useTranslation();
  const { exact } = useFormats();
  const { state, reviewed_by: by, reviewed_at: at, review_note: note } = proposal;
  return (
    <div className={classes.outcome}>
      {refusal && (
        <p className={classes.refused} role="alert">
          {refusal.message}
        </p>
      )}
      {state !== 'pending' && at !== null && (
        <p>
          {t(`proposals.was.${state}`, {
            name: by?.name ?? t('proposals.somebody'),
            at: exact(at),
          })}
          {note && <span className={classes.note}> {note}</span>}
        </p>
      )}
      <p role="status" className={classes.done}>
        {done &&
          t(done.state === 'pending' ? 'proposals.done.edit' : `proposals.done.${done.state}`, {
            title: titleOf(done),
          })}
      </p>
    </div>
  );
}
