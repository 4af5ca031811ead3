import { NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acknowledge, alertRules } from '../api/alerts';
import type { Alert } from '../api/types';
import { AlertCard } from '../components/AlertCard';
import classes from '../components/Page.module.css';
import { ReasonDialog } from '../components/ReasonDialog';
import { useAlertSentence } from '../components/useAlertSentence';
import { useRuleName } from '../components/useRuleName';
import { useDeed } from './useDeed';

const HOUR = 3_600_000; // ms
const LENGTHS = ['0', '1', '4', '24', '168'] as const; // hours; 0 until it is over

/** Alerts, each of which can be acknowledged while it is open. */
export function AlertCards({ alerts }: { alerts: readonly Alert[] }) {
  const rules = useQuery(alertRules);
  const [asked, setAsked] = useState<Alert | null>(null);
  return (
    <>
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
