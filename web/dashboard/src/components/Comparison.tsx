import { Button } from '@mantine/core';
import { IconGitMerge } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isTask, titleOf, type Reviewed } from '../api/proposals';
import type { Target } from '../api/targets';
import { useFormats } from '../i18n/format';
import classes from './Comparison.module.css';
import { Section } from './Section';

interface Props {
  proposal: Reviewed;
  /** Undefined while it is read; null if it is gone. */
  other: Target | null | undefined;
  /** Absent where it cannot be merged, or not by the reader. */
  onMerge: (() => void) | undefined;
  isBusy: boolean;
}

/** The proposal and what it resembles, so that one sees whether it says the same. */
export function Comparison({ proposal, other, onMerge, isBusy }: Props) {
  const { t } = useTranslation();
  const { share } = useFormats();
  const { similar } = proposal;
  if (!similar) return null;
  const advice = isTask(proposal) ? t(`proposals.advice.${proposal.recommendation}`) : null;
  return (
    <Section title={t('proposals.similar', { percent: share(similar.score) })}>
      {advice && <p className={classes.advice}>{advice}</p>}
      <div className={classes.both}>
        <Side label={t('proposals.this')} title={titleOf(proposal)} text={proposal.description} />
        {other === null ? (
          <p className={classes.advice}>{t('proposals.gone')}</p>
        ) : (
          <Side
            label={t(onMerge ? 'proposals.other' : 'proposals.other.proposal')}
            title={other?.title ?? ('title' in similar ? similar.title : (similar.name ?? ''))}
            text={other?.text ?? ''}
          />
        )}
      </div>
      {onMerge && other !== null && (
        <Button
          className={classes.merge}
          {...{ size: 'xs', variant: 'default', loading: isBusy, onClick: onMerge }}
          leftSection={<IconGitMerge size={14} />}
        >
          {t('proposals.merge.similar')}
        </Button>
      )}
    </Section>
  );
}

function Side({ label, title, text }: { label: string; title: string; text: string }) {
  return (
    <div className={classes.side}>
      <p className={classes.label}>{label}</p>
      <p className={classes.title}>{title}</p>
      {text && text !== title && <p className={classes.text}>{text}</p>}
    </div>
  );
}
