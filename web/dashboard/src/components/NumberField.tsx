import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { numberIn } from './numberIn';

interface Props {
  label: string;
  /** Null is an empty field. */
  value: number | null;
  isOptional?: boolean;
  onChange: (value: number | null) => void;
}

/** A number that is not negative; what is out of bounds is said by the server. */
export function NumberField({ label, value, isOptional = false, onChange }: Props) {
  // Text while it is half a number, as `2.` is before its next digit.
  const [typed, setTyped] = useState<number | string>(value ?? '');
  return (
    <NumberInput
      label={label}
      min={0}
      required={!isOptional}
      hideControls
      value={numberIn(typed) === value ? typed : (value ?? '')}
      onChange={(next) => {
        setTyped(next);
        onChange(numberIn(next));
      }}
    />
  );
}
