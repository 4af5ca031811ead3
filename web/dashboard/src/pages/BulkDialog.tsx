import { Box, NumberInput, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { actOnTasks, bulkSurvey, type Choice } from '../api/bulk';
import { faultOf } from '../api/client';
import type { BulkAction } from '../api/types';
import { BulkSurvey } from '../components/BulkSurvey';
import { DueInput } from '../components/DueInput';
import { LoadProblem } from '../components/LoadProblem';
import { asLocal, fromLocal } from '../components/localTime';
import { numberIn } from '../components/numberIn';
import { ReasonDialog } from '../components/ReasonDialog';
import { useDeed } from './useDeed';

const PAUSE = 250; // ms without a key before a priority or a time counts
const HOUR = 3_600_000; // ms

interface Props {
  action: BulkAction;
  choice: Choice;
  /** Whether this is still open or not. */
  onBegun: (id: string) => void;
  onDone: () => void;
  onClose: () => void;
}

/** Shows what would be done, by a dry run, before it asks whether and why. */
export function BulkDialog({ action, choice: given, onBegun, onDone, onClose }: Props) {
  const { t } = useTranslation();
  // What was chosen when it was opened: the list may go on.
  const [choice] = useState(given);
  // Text while it is half a number, as `-` is.
  const [typed, setTyped] = useState<number | string>(0);
  const wanted = numberIn(typed);
  const [priority] = useDebouncedValue(wanted ?? 0, PAUSE);
  const [time, setTime] = useState(() => asLocal(Date.now() + HOUR, 'minute'));
  const [at] = useDebouncedValue(time, PAUSE);
  const request = {
    ...{ ...choice, action },
    priority: action === 'priority' ? priority : null,
    scheduled_at: action === 'reschedule' ? (fromLocal(at) ?? at) : null,
  };
  const survey = useQuery({ ...bulkSurvey(request), placeholderData: keepPreviousData });
  const fault = faultOf(survey.error, 'scheduled_at');
  const isSettled = priority === wanted && at === time && !survey.isPlaceholderData;
  const title = t(`bulk.${action}.title`);
  const acting = useDeed({
    name: title,
    mutationFn: async (reason: string) => onBegun(await actOnTasks(request, reason)),
    onDone,
  });
  return (
    <ReasonDialog
      title={title}
      action={t(`bulk.${action}.do`)}
      isDanger={action === 'cancel'}
      isIdle={!survey.data?.would_change || !isSettled}
      isBusy={acting.isPending}
      error={acting.error}
      onConfirm={acting.mutate}
      onClose={onClose}
    >
      {action === 'priority' && (
        <NumberInput
          label={t('bulk.priority.label')}
          description={t('bulk.priority.hint')}
          mb={12}
          allowDecimal={false}
          value={typed}
          onChange={setTyped}
          data-autofocus
        />
      )}
      {action === 'reschedule' && (
        <Box mb={12}>
          <DueInput value={time} error={fault} onChange={setTime} />
        </Box>
      )}
      {survey.error && !fault && (
        <LoadProblem error={survey.error} onRetry={() => void survey.refetch()} />
      )}
      {survey.isPending && <Skeleton height={80} aria-busy />}
      {survey.data && <BulkSurvey survey={survey.data} action={action} />}
    </ReasonDialog>
  );
}
