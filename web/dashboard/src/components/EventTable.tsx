import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventSearch, EventView } from '../api/eventLog';
import { subject } from '../api/events';
import type { LogEvent } from '../api/types';
import { useFormats } from '../i18n/format';
import { EventSubject } from './EventSubject';
import classes from './EventTable.module.css';
import { EventTopic } from './EventTopic';
import { useActor } from './useActor';
import { useRowKeys } from './useRowKeys';

const EventData = lazy(async () => ({ default: (await import('./EventData')).EventData }));

interface Props {
  events: readonly LogEvent[];
  search: EventSearch;
  /** What the people of `person:1` are called, as far as one knows. */
  names: ReadonlyMap<string, string>;
  /** Others have fewer pages to go to. */
  isAdmin: boolean;
  onFilter: (change: EventView) => void;
  /** Somebody reads here. */
  onRead: () => void;
}

/** Events as rows; one of them is open and shows what it says. */
export function EventTable({ events, search, names, isAdmin, onFilter, onRead }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const ids = useMemo(() => events.map(({ id }) => id), [events]);
  const show = (index: number) =>
    box.current
      ?.querySelector(`[aria-rowindex="${index + 2}"]`)
      ?.scrollIntoView({ block: 'nearest' });
  useRowKeys(box, ids, search.open, show);
  return (
    <div ref={box} role="table" aria-label={t('events.title')} onFocus={onRead}>
      <div role="row" aria-rowindex={1} className={classes.header}>
        {(['when', 'event', 'about', 'actor', 'position'] as const).map((column) => (
          <span key={column} role="columnheader" className={classes[column]}>
            {t(`events.${column}`)}
          </span>
        ))}
      </div>
      {events.map((event, index) => (
        <Row key={event.id} {...{ event, index, search, names, isAdmin, onFilter }} />
      ))}
    </div>
  );
}

interface RowProps extends Omit<Props, 'events' | 'onRead'> {
  event: LogEvent;
  index: number;
}

function Row({ event, index, search, names, isAdmin, onFilter }: RowProps) {
  const { instant, exact } = useFormats();
  const actor = useActor()(event.actor, event.by);
  const isOpen = event.id === search.open;
  return (
    <>
      <div role="row" aria-rowindex={index + 2} className={classes.row} data-open={isOpen}>
        <span role="cell" className={classes.when}>
          <time dateTime={event.at} title={exact(event.at)}>
            {instant(event.at)}
          </time>
        </span>
        <span role="cell" className={classes.event}>
          <Link
            to="/events"
            search={{ ...search, open: isOpen ? undefined : event.id }}
            resetScroll={false}
            aria-expanded={isOpen}
            className={classes.open}
          >
            <IconChevronRight size={13} aria-hidden className={classes.arrow} />
            {event.event}
          </Link>
          <span className={classes.topic}>
            <EventTopic {...{ isAdmin }} topic={subject(event.topic)} project={search.project} />
          </span>
        </span>
        <span role="cell" className={classes.about}>
          <EventSubject {...{ event, names }} />
        </span>
        <span
          role="cell"
          className={classes.actor}
          title={[actor, event.reason].filter(Boolean).join(': ')}
        >
          {actor}
        </span>
        <span role="cell" className={classes.position}>
          {event.position}
        </span>
      </div>
      {isOpen && (
        <div role="row">
          <div role="cell" aria-colspan={5}>
            <Suspense>
              <EventData {...{ event, onFilter }} />
            </Suspense>
          </div>
        </div>
      )}
    </>
  );
}
