import { NativeSelect, Skeleton } from '@mantine/core';
import { IconBellCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acknowledge, alertList, alertRules } from '../api/alerts';
import type { Alert, AlertState } from '../api/types';
import { AlertCard } from '../components/AlertCard';
import { LoadMore } from '../components/LoadMore';
import { LoadProblem } from '../components/LoadProblem';
import { Notice } from '../components/Notice';
import classes from '../components/Page.module.css';
import { ReadProblem } from '../components/ReadProblem';
import { ReasonDialog } from '../components/ReasonDialog';
import { useAlertSentence } from '../components/useAlertSentence';
import { useRuleName } from '../components/useRuleName';
import { useDeed } from './useDeed';

const HOUR = 3_600_000; // ms
const LENGTHS = ['0', '1', '4', '24', '168'] as const; // hours; 0 until it is over

/** Alerts of one state, those that were opened last first. */
export function AlertList({ state }: { state: AlertState }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(alertList(state));
  const rules = useQuery(alertRules);
  const [asked, setAsked] = useState<Alert | null>(null);
  const alerts = list.data?.pages.flatMap((page) => page.items) ?? [];

  if (list.isPending) return <Skeleton height={120} aria-busy />;
  if (list.error && alerts.length === 0) {
    return <LoadProblem error={list.error} onRetry={() => void list.refetch()} />;
  }
  return (
    <>
      {alerts.length === 0 && (
        <Notice
          icon={<IconBellCheck size={28} />}
          title={t(`alerts.empty.${state}`)}
          help={t(`alerts.empty.${state}.help`)}
        />
      )}
      <div className={classes.cards}>
        {alerts.map((alert) => (
          <AlertCard
            key={alert.id}
            alert={alert}
            rule={rules.data?.find((rule) => rule.id === alert.rule_id)}
            onAcknowledge={() => setAsked(alert)}
          />
        ))}
      </div>
      <ReadProblem list={list} />
      {list.hasNextPage && (
        <div className={classes.more}>
          <LoadMore list={list} />
        </div>
      )}
      {asked && <Acknowledging alert={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function Acknowledging({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const ruleName = useRuleName();
  const sentence = useAlertSentence();
  const [hours, setHours] = useState<string>(LENGTHS[0]);
  const title = t('alerts.acknowledge.title', { rule: ruleName(alert.kind, alert.rule) });
  const acknowledging = useDeed({
    name: title,
    mutationFn: (reason: string) => {
      const length = Number(hours) * HOUR;
      const until = length > 0 ? new Date(Date.now() + length).toISOString() : null;
      return acknowledge(alert.id, reason, until);
    },
    onDone: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['alerts'] }),
  });
  return (
    <ReasonDialog
      title={title}
      action={t('alerts.acknowledge')}
      isReasonNeeded
      isBusy={acknowledging.isPending}
      error={acknowledging.error}
      onConfirm={(reason) => acknowledging.mutate(reason)}
      onClose={onClose}
    >
      <p>{sentence(alert)}</p>
      <p>{t('alerts.acknowledge.help')}</p>
      <NativeSelect
        mt={8}
        label={t('alerts.length')}
        data={LENGTHS.map((value) => ({ value, label: t(`alerts.length.${value}`) }))}
        value={hours}
        onChange={(event) => setHours(event.currentTarget.value)}
      />
    </ReasonDialog>
  );
}
