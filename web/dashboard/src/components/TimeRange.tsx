import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { asLocal, fromLocal } from './localTime';
import classes from './TimeRange.module.css';
import { useDraft } from './useDraft';

/** Since when, and until when; a bound that is absent is none. */
export interface Bounds {
  from?: string | undefined;
  to?: string | undefined;
}

interface Props {
  bounds: Bounds;
  onChange: (change: Bounds) => void;
}

/** A list's bounds in time, by the reader's own clock. */
export function TimeRange({ bounds: { from, to }, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Time label={t('time.from')} value={from} onChange={(at) => onChange({ from: at })} />
      <Time label={t('time.to')} value={to} onChange={(at) => onChange({ to: at })} />
    </>
  );
}

interface TimeProps {
  label: string;
  value: string | undefined;
  onChange: (at: string | undefined) => void;
}

function Time({ label, value, onChange }: TimeProps) {
  const draft = useDraft(value === undefined ? '' : asLocal(value), (written) =>
    onChange(fromLocal(written)),
  );
  return (
    <label className={classes.time}>
      {label}
      <TextInput
        {...{ size: 'xs', type: 'datetime-local', step: 1 }}
        value={draft.value}
        onChange={({ currentTarget }) => draft.set(currentTarget.value)}
      />
    </label>
  );
}
