import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  NOTHING_YET,
  settle,
  settleGroup,
  type Deed,
  type LetterFilter,
  type Outcome,
} from '../api/deadLetters';
import { ReasonDialog } from '../components/ReasonDialog';

export interface Asked {
  deed: Deed;
  /** One task, or all of the kind that the filter lets through. */
  id: string | null;
  count: number;
}

export interface Settled {
  deed: Deed;
  outcome: Outcome;
}

interface Props {
  asked: Asked;
  filter: LetterFilter;
  fingerprint: string;
  onSettled: (settled: Settled) => void;
  onClose: () => void;
}

/** Asks why, does it, and says how far it is; a refusal is told with what was done before it. */
export function LetterDialog({ asked, filter, fingerprint, onSettled, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [soFar, setSoFar] = useState(NOTHING_YET);
  const { deed, id, count } = asked;
  const settling = useMutation({
    mutationFn: (reason: string) =>
      id === null
        ? settleGroup(deed, filter, fingerprint, reason, setSoFar)
        : settle(deed, [id], reason),
    onSuccess: (outcome) => onSettled({ deed, outcome }),
    onSettled: () => client.invalidateQueries({ queryKey: ['dead-letters'] }),
  });
  const handled = soFar.done + soFar.skipped.length;
  return (
    <ReasonDialog
      title={id === null ? t(`errors.${deed}.all`) : t(`errors.${deed}.one`, { id })}
      action={t(`errors.${deed}`)}
      isDanger={deed === 'discard'}
      isReasonNeeded={deed === 'discard'}
      isBusy={settling.isPending}
      error={settling.error}
      onConfirm={(reason) => settling.mutate(reason)}
      onClose={onClose}
    >
      <p>{t(`errors.${deed}.help`, { count })}</p>
      {handled > 0 && (
        <p role="status">
          {t('errors.progress', { done: handled, total: Math.max(count, handled) })}
        </p>
      )}
    </ReasonDialog>
  );
}
