import { SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { RANKED_BY, type Search } from '../api/ranking';
import classes from './SearchBy.module.css';
import { useDraft } from './useDraft';

interface Props {
  label: string;
  search: Search;
  onChange: (change: Search) => void;
}

/** What is searched for, and whether by its letters, its meaning, or both. */
export function SearchBy({ label, search: { q, by }, onChange }: Props) {
  const { t } = useTranslation();
  const draft = useDraft(q ?? '', (value) => onChange({ q: value.trim() || undefined }));
  return (
    <div className={classes.search}>
      <TextInput
        {...{ size: 'xs', type: 'search', maxLength: 1000, className: classes.words }}
        aria-label={label}
        placeholder={label}
        leftSection={<IconSearch size={14} />}
        value={draft.value}
        onChange={(event) => draft.set(event.currentTarget.value)}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('ranking.by')}
        value={by ?? 'text'}
        data={(['text', ...RANKED_BY] as const).map((value) => ({
          value,
          label: t(`ranking.by.${value}`),
        }))}
        onChange={(chosen) => onChange({ by: RANKED_BY.find((each) => each === chosen) })}
      />
    </div>
  );
}
