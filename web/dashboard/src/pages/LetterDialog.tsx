import { useQueryClient } from '@tanstack/react-query';
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
import { useDeed } from './useDeed';

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
  /** Whether this is still open or not. */
  onSettled: (settled: Settled) => void;
  onClose: () => void;
}

/** Asks why, does it, and says how far it is; a refusal is told with what was done before it. */
export function LetterDialog({ asked, filter, fingerprint, onSettled, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [soFar, setSoFar] = useState(NOTHING_YET);
  const { deed, id, count } = asked;
  const title = id === null ? t(`errors.${deed}.all`) : t(`errors.${deed}.one`, { id });
  const settling = useDeed({
    name: title,
    mutationFn: async (reason: string) => {
      const outcome =
        id === null
          ? await settleGroup(deed, filter, fingerprint, reason, setSoFar)
          : await settle(deed, [id], reason);
      onSettled({ deed, outcome });
    },
    onDone: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['dead-letters'] }),
  });
  const handled = soFar.done + soFar.skipped.length;
  return (
    <ReasonDialog
      title={title}
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
