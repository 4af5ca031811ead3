import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { titleOf, type Reviewed } from '../api/proposals';
import { canMergeIntoSimilar, targetList, type Target } from '../api/targets';
import { MergeChoice } from '../components/MergeChoice';

interface Props {
  proposal: Reviewed;
  /** What it is most alike, if that is known. */
  similar: Target | null;
  isBusy: boolean;
  error: Error | null;
  onMerge: (into: string) => void;
  onClose: () => void;
}

export function MergeDialog({ proposal, similar, ...rest }: Props) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(targetList(proposal));
  const score = proposal.similar?.score;
  const first = similar && score !== undefined && canMergeIntoSimilar(proposal);
  return (
    <MergeChoice
      title={t('proposals.merge.title', { title: titleOf(proposal) })}
      similar={first ? { ...similar, score } : null}
      targets={list.data?.pages.flatMap((page) => page.items) ?? []}
      {...{ list, ...rest }}
    />
  );
}
