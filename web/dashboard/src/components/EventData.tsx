import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconHistory, IconLink } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { EventView } from '../api/eventLog';
import { subject } from '../api/events';
import { timeAt } from '../api/moments';
import type { LogEvent } from '../api/types';
import classes from './EventTable.module.css';
import { JsonSection } from './JsonSection';
import { useActor } from './useActor';
import { useTopicName } from './useTopicName';

interface Props {
  event: LogEvent;
  onFilter: (change: EventView) => void;
}

/** Everything that an open event says, and where it leads: to its moment, its like, its trace. */
export function EventData({ event, onFilter }: Props) {
  const { t } = useTranslation();
  const topic = subject(event.topic);
  const nameOf = useTopicName();
  const told = useActor();
  const address = `${window.location.origin}/events`;
  const itself = `to=${encodeURIComponent(timeAt(event.position + 1))}&open=${event.id}`;
  return (
    <div className={classes.data}>
      <div className={classes.deeds}>
        <Link to="/" search={{ as_of: event.id }} className={classes.moment}>
          <IconHistory size={14} aria-hidden />
          {t('events.board')}
        </Link>
        <Copied label={t('events.copy')} value={`${address}?${itself}`} />
        <Copied label={t('moment.copy')} value={`${window.location.origin}/?as_of=${event.id}`} />
      </div>
      <dl className={classes.facts}>
        <dt>{t('events.position')}</dt>
        <dd>{event.position}</dd>
        <dt>{t('events.at')}</dt>
        <dd>{timeAt(event.position)}</dd>
        {event.reason !== null && (
          <>
            <dt>{t('events.reason')}</dt>
            <dd>{event.reason}</dd>
          </>
        )}
        {event.trace_id !== null && (
          <>
            <dt>{t('trace.title')}</dt>
            <dd>
              <Link to="/traces/$id" params={{ id: event.trace_id }}>
                {event.trace_id}
              </Link>
            </dd>
          </>
        )}
        <dt>{t('events.only')}</dt>
        <dd className={classes.only}>
          <Only text={event.event} onClick={() => onFilter({ event: event.event })} />
          <Only text={nameOf(topic)} onClick={() => onFilter({ topic })} />
          <Only
            text={told(event.actor, event.by)}
            onClick={() => onFilter({ actor: event.actor })}
          />
        </dd>
      </dl>
      <JsonSection title={t('events.data')} name="data" value={event.data} />
    </div>
  );
}

function Only({ text, onClick }: { text: string; onClick: () => void }) {
  return (
    <button type="button" className={classes.like} onClick={onClick}>
      {text}
    </button>
  );
}

function Copied({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button
          size="xs"
          variant="default"
          leftSection={copied ? <IconCheck size={14} /> : <IconLink size={14} />}
          onClick={copy}
        >
          {copied ? t('task.copied') : label}
        </Button>
      )}
    </CopyButton>
  );
}
