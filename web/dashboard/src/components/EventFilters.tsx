import { Autocomplete, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EventSearch, EventView } from '../api/eventLog';
import { TOPICS } from '../api/keys';
import classes from './EventTable.module.css';
import { FixedFilter } from './FixedFilter';
import { TimeRange } from './TimeRange';
import { useActor } from './useActor';
import { useDraft } from './useDraft';
import { useTopicName } from './useTopicName';

interface Props {
  view: EventSearch;
  /** Names of events to choose from. */
  known: readonly string[];
  /** What the chosen actor is called, if it is a person whose name is known. */
  actor: string | undefined;
  onChange: (change: EventView) => void;
}

export function EventFilters({ view, known, actor, onChange }: Props) {
  const { t } = useTranslation();
  const nameOf = useTopicName();
  const told = useActor();
  const event = useDraft(view.event ?? '', (value) => onChange({ event: value.trim() }));
  const task = useDraft(view.task ?? '', (value) => onChange({ task: value.replace(/\D/g, '') }));
  return (
    <search className={classes.filters}>
      <NativeSelect
        size="xs"
        aria-label={t('events.topic')}
        value={view.topic ?? ''}
        data={[
          { value: '', label: t('events.topic.all') },
          ...TOPICS.map((value) => ({ value, label: nameOf(value) })).toSorted(byLabel),
        ]}
        onChange={({ currentTarget }) => onChange({ topic: currentTarget.value })}
      />
      <Autocomplete
        {...{ size: 'xs', className: classes.name, limit: 20 }}
        aria-label={t('events.event')}
        placeholder={t('events.event')}
        data={[...known]}
        value={event.value}
        onChange={event.set}
      />
      <TextInput
        {...{ size: 'xs', className: classes.task, inputMode: 'numeric' }}
        aria-label={t('events.task')}
        placeholder={t('events.task')}
        value={task.value}
        onChange={({ currentTarget }) => task.set(currentTarget.value)}
      />
      <TimeRange bounds={view} onChange={onChange} />
      {view.actor && (
        <FixedFilter onRemove={() => onChange({ actor: undefined })}>
          {t('events.filter.actor', { value: told(view.actor, actor) })}
        </FixedFilter>
      )}
    </search>
  );
}

function byLabel(one: { label: string }, other: { label: string }): number {
  return one.label.localeCompare(other.label);
}
