import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Alert, AlertRule } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './AlertCard.module.css';
import { useActor } from './useActor';
import { useAlertSentence } from './useAlertSentence';
import { useRuleName } from './useRuleName';

interface Props {
  alert: Alert;
  /** Undefined if it was deleted. */
  rule: AlertRule | undefined;
  onAcknowledge: () => void;
}

/** What a rule found: how bad, since when, about what, and whether somebody cares. */
export function AlertCard({ alert, rule, onAcknowledge }: Props) {
  const { t } = useTranslation();
  const { moment, exact } = useFormats();
  const told = useActor();
  const sentence = useAlertSentence();
  const ruleName = useRuleName();
  const { acknowledged, severity, resolved_at } = alert;
  return (
    <article className={classes.card} data-severity={severity} data-over={resolved_at !== null}>
      <div className={classes.line}>
        <span className={classes.badge} data-severity={severity}>
          {t(`alerts.${severity}`)}
        </span>
        <h2 className={classes.title}>{ruleName(alert.kind, alert.rule)}</h2>
        {alert.state === 'open' && (
          <span className={classes.deeds}>
            <Button size="compact-xs" variant="default" onClick={onAcknowledge}>
              {t('alerts.acknowledge')}
            </Button>
          </span>
        )}
      </div>
      <p>{sentence(alert)}</p>
      <p className={classes.line}>
        <time className={classes.dim} dateTime={alert.opened_at} title={exact(alert.opened_at)}>
          {t('alerts.since', { at: moment(alert.opened_at) })}
        </time>
        {resolved_at && (
          <time className={classes.dim} dateTime={resolved_at} title={exact(resolved_at)}>
            {t('alerts.until', { at: moment(resolved_at) })}
          </time>
        )}
        <Subject alert={alert} rule={rule} />
      </p>
      {acknowledged && (
        <p className={classes.dim}>
          {t('alerts.acknowledged.by', {
            actor: told(acknowledged.actor, acknowledged.by),
            reason: acknowledged.reason,
          })}
          {acknowledged.until &&
            ` · ${t('alerts.silent.until', { at: moment(acknowledged.until) })}`}
        </p>
      )}
    </article>
  );
}

/** The way to the tasks that it is about. */
function Subject({ alert, rule }: { alert: Alert; rule: AlertRule | undefined }) {
  const { t } = useTranslation();
  const { kind, subject } = alert;
  const text = t('alerts.look');
  const className = classes.link;
  if (kind === 'repeated_failure') {
    return <Link {...{ className, to: '/errors', search: { group: subject } }}>{text}</Link>;
  }
  if (kind === 'stalled_task') {
    const search = { name: subject, state: ['in_progress' as const] };
    return <Link {...{ className, to: '/', search }}>{text}</Link>;
  }
  if (kind === 'failure_rate') {
    const search = rule?.per === 'task' ? { name: subject } : byQueue(rule, subject);
    return <Link {...{ className, to: '/errors', search }}>{text}</Link>;
  }
  const quoted = subject.replace(/["\\]/g, '\\$&');
  const waiting = { q: `queue:"${quoted}"`, state: ['pending' as const] };
  return <Link {...{ className, to: '/', search: waiting }}>{text}</Link>;
}

function byQueue(rule: AlertRule | undefined, subject: string) {
  return rule?.per === 'queue' ? { queue: subject } : {};
}
