import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asLocal } from './localTime';

interface Props {
  /** A time by the reader's own clock, as the field has it. */
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** From when on a task is due, in the future. */
export function DueInput({ value, error, onChange }: Props) {
  const { t } = useTranslation();
  const [soonest] = useState(() => asLocal(Date.now(), 'minute'));
  return (
    <TextInput
      type="datetime-local"
      label={t('task.reschedule.at')}
      description={t('task.reschedule.zone', {
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      })}
      required
      value={value}
      min={soonest}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      data-autofocus
    />
  );
}
