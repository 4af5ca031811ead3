import { SegmentedControl, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isMessageRanking, type MessageView } from '../api/messages';
import { CLASSIFICATIONS, type MessageCounts } from '../api/types';
import { CountedLabel } from './CountedLabel';
import { FixedFilter } from './FixedFilter';
import classes from './MessageFilters.module.css';
import { SearchBy } from './SearchBy';

const CLASSES = ['all', ...CLASSIFICATIONS] as const;

interface Props {
  view: MessageView;
  /** What the ids of the filters that were set by a click are called. */
  names: Partial<Record<'chat' | 'author' | 'topic' | 'like', string | undefined>>;
  /** Undefined until the server has told them, and where the messages are a ranking. */
  counts: MessageCounts | undefined;
  onChange: (change: MessageView) => void;
}

export function MessageFilters({ view, names, counts, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <search className={classes.filters}>
      <SearchBy
        label={t('messages.search')}
        search={view.like ? { by: 'meaning' } : view}
        onChange={(change) => onChange({ ...change, like: undefined })}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('messages.filter')}
        value={view.classification ?? 'all'}
        data={CLASSES.map((value) => ({
          value,
          label: <CountedLabel label={t(`messages.${value}`)} count={counts?.[value]} />,
        }))}
        onChange={(chosen) =>
          onChange({ classification: CLASSIFICATIONS.find((each) => each === chosen) })
        }
      />
      {!isMessageRanking(view) && (
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
      )}
      <div className={classes.days}>
        <Day label={t('messages.from')} value={view.from} onChange={(from) => onChange({ from })} />
        <Day label={t('messages.to')} value={view.to} onChange={(to) => onChange({ to })} />
      </div>
      {view.like && (
        <FixedFilter onRemove={() => onChange({ like: undefined })}>
          <span className={classes.name}>
            {t('ranking.like.filter', { value: names.like ?? view.like })}
          </span>
        </FixedFilter>
      )}
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
