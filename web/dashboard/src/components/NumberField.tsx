import { NumberInput } from '@mantine/core';

interface Props {
  label: string;
  /** Null is an empty field. */
  value: number | null;
  isOptional?: boolean;
  onChange: (value: number | null) => void;
}

/** A number that is not negative; what is out of bounds is said by the server. */
export function NumberField({ label, value, isOptional = false, onChange }: Props) {
  return (
    <NumberInput
      label={label}
      min={0}
      required={!isOptional}
      hideControls
      value={value ?? ''}
      onChange={(typed) => onChange(typeof typed === 'number' ? typed : null)}
    />
  );
}
