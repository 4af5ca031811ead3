import { SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '../api/messages';
import { CLASSIFICATIONS } from '../api/types';
import { FixedFilter } from './FixedFilter';
import classes from './MessageFilters.module.css';
import { useDraft } from './useDraft';

const CLASSES = ['all', ...CLASSIFICATIONS] as const;

interface Props {
  view: MessageView;
  /** What the ids of the filters that were set by a click are called. */
  names: { chat: string | undefined; author: string | undefined; topic: string | undefined };
  onChange: (change: MessageView) => void;
}

export function MessageFilters({ view, names, onChange }: Props) {
  const { t } = useTranslation();
  const search = useDraft(view.q ?? '', (value) => onChange({ q: value.trim() || undefined }));
  return (
    <search className={classes.filters}>
      <TextInput
        {...{ size: 'xs', type: 'search', maxLength: 200, className: classes.search }}
        aria-label={t('messages.search')}
        placeholder={t('messages.search')}
        leftSection={<IconSearch size={14} />}
        value={search.value}
        onChange={(event) => search.set(event.currentTarget.value)}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('messages.filter')}
        value={view.classification ?? 'all'}
        data={CLASSES.map((value) => ({ value, label: t(`messages.${value}`) }))}
        onChange={(chosen) =>
          onChange({ classification: CLASSIFICATIONS.find((each) => each === chosen) })
        }
      />
      <Day label={t('messages.from')} value={view.from} onChange={(from) => onChange({ from })} />
      <Day label={t('messages.to')} value={view.to} onChange={(to) => onChange({ to })} />
      <SegmentedControl
        size="xs"
        aria-label={t('messages.sort')}
        value={view.sort ?? 'newest'}
        data={[
          { value: 'newest', label: t('messages.sort.newest') },
          { value: 'importance', label: t('messages.sort.importance') },
        ]}
        onChange={(chosen) => onChange({ sort: chosen === 'importance' ? chosen : undefined })}
      />
      {view.author && (
        <FixedFilter onRemove={() => onChange({ author: undefined })}>
          {t('messages.filter.author', { value: names.author ?? view.author })}
        </FixedFilter>
      )}
      {view.chat && (
        <FixedFilter onRemove={() => onChange({ chat: undefined })}>
          {t('messages.filter.chat', { value: names.chat ?? view.chat })}
        </FixedFilter>
      )}
      {view.topic && (
        <FixedFilter onRemove={() => onChange({ topic: undefined })}>
          {t('messages.filter.topic', { value: names.topic ?? view.topic })}
        </FixedFilter>
      )}
    </search>
  );
}

interface DayProps {
  label: string;
  value: string | undefined;
  onChange: (day: string | undefined) => void;
}

function Day({ label, value = '', onChange }: DayProps) {
  return (
    <label className={classes.day}>
      {label}
      <TextInput
        {...{ size: 'xs', type: 'date', value }}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      />
    </label>
  );
}
