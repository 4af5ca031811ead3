import { Autocomplete, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EventSearch, EventView } from '../api/eventLog';
import { TOPICS } from '../api/keys';
import classes from './EventTable.module.css';
import { FixedFilter } from './FixedFilter';
import { asLocal, fromLocal } from './localTime';
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
      <Time label={t('events.from')} value={view.from} onChange={(from) => onChange({ from })} />
      <Time label={t('events.to')} value={view.to} onChange={(to) => onChange({ to })} />
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

interface TimeProps {
  label: string;
  value: string | undefined;
  onChange: (at: string | undefined) => void;
}

function Time({ label, value, onChange }: TimeProps) {
  return (
    <label className={classes.range}>
      {label}
      <TextInput
        {...{ size: 'xs', type: 'datetime-local', step: 1 }}
        value={value === undefined ? '' : asLocal(value)}
        onChange={({ currentTarget }) => onChange(fromLocal(currentTarget.value))}
      />
    </label>
  );
}
