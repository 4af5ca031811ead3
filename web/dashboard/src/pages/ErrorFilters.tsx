import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LetterFilter } from '../api/deadLetters';
import { knownNames } from '../api/search';
import own from '../components/ErrorFilters.module.css';
import classes from '../components/TaskFilters.module.css';
import { useDraft } from '../components/useDraft';

const PAUSE = 150; // ms without a key before names are asked for

interface Props {
  filter: LetterFilter;
  onChange: (change: LetterFilter) => void;
  onClear: () => void;
}

/** Which tasks, by names that there are; the project is chosen for all pages at once. */
export function ErrorFilters({ filter, onChange, onClear }: Props) {
  const { t } = useTranslation();
  const isFiltered = filter.name !== undefined || filter.queue !== undefined;
  return (
    <search className={classes.filters}>
      <div className={own.fields}>
        <Name
          of="task"
          label={t('errors.filter.name')}
          value={filter.name ?? ''}
          onChange={(name) => onChange({ name })}
        />
        <Name
          of="queue"
          label={t('errors.filter.queue')}
          value={filter.queue ?? ''}
          onChange={(queue) => onChange({ queue })}
        />
      </div>
      {isFiltered && (
        <button type="button" className={classes.clear} onClick={onClear}>
          {t('tasks.filter.clear')}
        </button>
      )}
    </search>
  );
}

interface NameProps {
  of: 'task' | 'queue';
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function Name({ of, label, value, onChange }: NameProps) {
  const draft = useDraft(value, (typed) => onChange(typed.trim()));
  const [isAsked, setAsked] = useState(false);
  const [part] = useDebouncedValue(draft.value, PAUSE);
  const known = useQuery({
    ...knownNames(of, part),
    enabled: isAsked,
    placeholderData: keepPreviousData,
  });
  return (
    <Autocomplete
      size="xs"
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      aria-label={label}
      placeholder={label}
      data={known.data ?? []}
      value={draft.value}
      onFocus={() => setAsked(true)}
      onChange={draft.set}
    />
  );
}
