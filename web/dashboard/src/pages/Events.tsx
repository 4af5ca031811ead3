import { Button } from '@mantine/core';
import { IconArrowUp, IconFilter, IconFilterOff, IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countOf, eventCount, eventList, type EventView } from '../api/eventLog';
import { shortened } from '../api/pages';
import type { LogEvent, Me } from '../api/types';
import { present } from '../api/view';
import { EventFilters } from '../components/EventFilters';
import { EventTotal } from '../components/EventTotal';
import { EventTable } from '../components/EventTable';
import classes from '../components/EventTable.module.css';
import { ListPage } from '../components/ListPage';
import { Notice } from '../components/Notice';
import { Pill } from '../components/Pill';
import { useHeld } from '../components/useHeld';
import { useIsPhone } from '../components/useIsPhone';
import { useIsAdmin, useMe } from './me';

const route = getRouteApi('/events');

/** More than this is read anew, from its beginning, when nobody is in the midst of it. */
const MOST = 500; // events

/** The log: the newest first, live. */
export function Events() {
  const { t } = useTranslation();
  const { open, project, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const me = useMe();
  const isAdmin = useIsAdmin();
  const view = present(search);
  const space = me?.projects.find(({ slug }) => slug === project)?.id;
  const key = eventList(view, space);
  const list = useInfiniteQuery(key);
  const events = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const isWhole = list.isSuccess && !list.hasNextPage;
  const counted = useQuery({ ...eventCount(view, space), enabled: list.hasNextPage });
  const total = countOf(events, isWhole, counted.data);
  const held = useHeld(JSON.stringify({ ...view, project }), events, open !== undefined);
  useShort(key, events.length, held.isHeld);
  const names = useMemo(() => namesIn(events, me), [events, me]);
  const go = (change: EventView) =>
    void navigate({ search: present({ ...search, project, ...change, open: undefined }) });
  const known = useMemo(() => [...new Set(events.map(({ event }) => event))].sort(), [events]);
  const isPhone = useIsPhone();
  const [areFiltersOpen, openFilters] = useState(false);
  return (
    <ListPage
      title={t('events.title')}
      deed={
        <>
          {total && <EventTotal total={total} />}
          {isPhone && (
            <FiltersButton
              set={Object.keys(view).length}
              isOpen={areFiltersOpen}
              onToggle={() => openFilters(!areFiltersOpen)}
            />
          )}
        </>
      }
      actions={
        (!isPhone || areFiltersOpen) && (
          <EventFilters
            {...{ view, known }}
            actor={view.actor && names.get(view.actor)}
            onChange={go}
          />
        )
      }
      list={list}
      isEmpty={events.length === 0}
      isFlush
      hasOwnKeys
      scroll={{ ref: held.box, onScroll: held.onScroll }}
      empty={
        <Nothing
          isFiltered={Object.keys(view).length > 0}
          onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
          isBusy={list.isFetching}
          onClear={() => void navigate({ search: present({ project }) })}
        />
      }
    >
      {held.unseen > 0 && (
        <Pill icon={IconArrowUp} className={classes.pill} onClick={held.toTop}>
          {t('events.new', { count: held.unseen })}
        </Pill>
      )}
      <EventTable
        events={held.shown}
        search={present({ ...view, project, open })}
        {...{ names, isAdmin }}
        onFilter={go}
        onRead={held.hold}
      />
    </ListPage>
  );
}

/** The people whom the reader knows anyway: oneself, and whoever did what is listed. */
function namesIn(events: readonly LogEvent[], me: Me | null): ReadonlyMap<string, string> {
  const own = me ? [[`person:${me.id}`, me.name] as const] : [];
  return new Map([
    ...own,
    ...events.flatMap(({ actor, by }) => (by ? [[actor, by] as const] : [])),
  ]);
}

/** A list that flows for hours stays short: its newest page is read anew, the rest let go. */
function useShort(key: ReturnType<typeof eventList>, length: number, isHeld: boolean): void {
  const client = useQueryClient();
  const { queryKey } = key;
  const isLong = length > MOST && !isHeld;
  useEffect(() => {
    if (!isLong) return;
    client.setQueryData(queryKey, (data) => shortened(data, MOST / 5));
    for (const key of [queryKey, ['events', 'count']]) {
      void client.invalidateQueries({ queryKey: key });
    }
  }, [client, queryKey, isLong]);
}

interface FiltersProps {
  /** How many filter. */
  set: number;
  isOpen: boolean;
  onToggle: () => void;
}

/** Shows and hides the filters, where these would fill the first screen. */
function FiltersButton({ set, isOpen, onToggle }: FiltersProps) {
  const { t } = useTranslation();
  return (
    <Button
      size="xs"
      variant={isOpen ? 'light' : 'default'}
      leftSection={<IconFilter size={14} />}
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      {set > 0 ? t('events.filters.set', { number: set }) : t('events.filters')}
    </Button>
  );
}

interface NothingProps {
  isFiltered: boolean;
  /** Looks at an older part of the log, if there is one. */
  onMore: (() => void) | undefined;
  isBusy: boolean;
  onClear: () => void;
}

function Nothing({ isFiltered, onMore, isBusy, onClear }: NothingProps) {
  const { t } = useTranslation();
  if (onMore) {
    return (
      <Notice
        icon={<IconHistory size={28} />}
        title={t('events.further')}
        help={t('events.further.help')}
        action={
          <Button size="xs" variant="default" loading={isBusy} onClick={onMore}>
            {t('events.further.do')}
          </Button>
        }
      />
    );
  }
  if (!isFiltered) {
    return (
      <Notice
        icon={<IconHistory size={28} />}
        title={t('events.empty')}
        help={t('events.empty.help')}
      />
    );
  }
  return (
    <Notice
      icon={<IconFilterOff size={28} />}
      title={t('events.nomatch')}
      help={t('events.nomatch.help')}
      action={
        <Button size="xs" variant="default" onClick={onClear}>
          {t('tasks.filter.clear')}
        </Button>
      }
    />
  );
}
