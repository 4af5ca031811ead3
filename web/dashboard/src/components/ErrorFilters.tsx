import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LetterFilter } from '../api/deadLetters';
import own from './ErrorFilters.module.css';
import classes from './TaskFilters.module.css';
import { useDraft } from './useDraft';

const FIELDS = ['name', 'queue', 'project'] as const;

interface Props {
  filter: LetterFilter;
  onChange: (change: LetterFilter) => void;
  onClear: () => void;
}

export function ErrorFilters({ filter, onChange, onClear }: Props) {
  const { t } = useTranslation();
  return (
    <search className={classes.filters}>
      <div className={own.fields}>
        {FIELDS.map((field) => (
          <Field
            key={field}
            label={t(`errors.filter.${field}`)}
            value={filter[field] ?? ''}
            onChange={(value) => onChange({ [field]: value })}
          />
        ))}
      </div>
      {FIELDS.some((field) => filter[field]) && (
        <button type="button" className={classes.clear} onClick={onClear}>
          {t('tasks.filter.clear')}
        </button>
      )}
    </search>
  );
}

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function Field({ label, value, onChange }: FieldProps) {
  const draft = useDraft(value, (typed) => onChange(typed.trim()));
  return (
    <TextInput
      size="xs"
      type="search"
      aria-label={label}
      placeholder={label}
      value={draft.value}
      onChange={(event) => draft.set(event.currentTarget.value)}
    />
  );
}
