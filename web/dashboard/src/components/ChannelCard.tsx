import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { refusalOf } from '../api/refusals';
import type { AlertChannel, AlertTarget, ChannelTested } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './AlertCard.module.css';

interface Props {
  channel: AlertChannel;
  isTesting: boolean;
  /** What the last test of this page said. */
  tested: ChannelTested | undefined;
  /** Why the server did not test. */
  refusal: string | undefined;
  onTest: () => void;
  onChange: () => void;
  onDelete: () => void;
}

/** Where alerts are told, and how that goes. Its secret is known to the server alone. */
export function ChannelCard(props: Props) {
  const { channel, isTesting, onTest, onChange, onDelete } = props;
  const { t } = useTranslation();
  return (
    <article className={classes.card}>
      <div className={classes.line}>
        <span className={classes.badge}>{t(`channels.${channel.target.kind}`)}</span>
        <h2 className={classes.title}>{channel.name}</h2>
        <span className={classes.deeds}>
          <Button size="compact-xs" variant="default" loading={isTesting} onClick={onTest}>
            {t('channels.test')}
          </Button>
          <Button size="compact-xs" variant="default" onClick={onChange}>
            {t('alerts.edit')}
          </Button>
          <Button size="compact-xs" variant="default" onClick={onDelete}>
            {t('alerts.delete')}
          </Button>
        </span>
      </div>
      <p>{whereTo(channel.target)}</p>
      <Health channel={channel} />
      <TestResult tested={props.tested} refusal={props.refusal} />
    </article>
  );
}

function whereTo(target: AlertTarget): string {
  if (target.kind === 'webhook') return target.url;
  if (target.kind === 'telegram') return target.chat_id;
  return `${target.recipients.join(', ')} (${target.host})`;
}

function Health({ channel }: { channel: AlertChannel }) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { last_sent_at, last_error, last_reason, unsent } = channel;
  const facts = [
    t(channel.has_secret ? 'channels.secret.kept' : 'channels.secret.none'),
    last_sent_at ? t('channels.sent', { at: moment(last_sent_at) }) : t('channels.never'),
    unsent > 0 && t('channels.unsent', { count: unsent }),
  ];
  return (
    <>
      <p className={classes.dim}>{facts.filter(Boolean).join(' · ')}</p>
      {last_error && <p className={classes.failed}>{refusalOf(last_reason ?? {}, last_error)}</p>}
    </>
  );
}

function TestResult({ tested, refusal }: Pick<Props, 'tested' | 'refusal'>) {
  const { t } = useTranslation();
  if (tested?.sent) return <p role="status">{t('channels.arrived')}</p>;
  const why = refusal ?? (tested?.error && refusalOf(tested, tested.error));
  if (!why) return null;
  return (
    <p className={classes.failed} role="alert">
      {t('channels.failed', { why })}
    </p>
  );
}
