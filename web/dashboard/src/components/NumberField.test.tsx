/** A number is typed digit by digit: what is half of one stays as it was typed. */
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { show } from '../test/render';
import { NumberField } from './NumberField';

function Field({ begun }: { begun: number | null }) {
  const [value, setValue] = useState(begun);
  return (
    <>
      <NumberField label="Share" value={value} onChange={setValue} />
      <output>{String(value)}</output>
      <button type="button" onClick={() => setValue(7)}>
        other
      </button>
    </>
  );
}

const field = () => screen.getByRole('textbox');

test.each(['2.5', '0.05', '10'])('%s can be typed', async (number) => {
  show(<Field begun={null} />);
  await userEvent.type(field(), number);

  expect(field()).toHaveValue(number);
  expect(screen.getByRole('status')).toHaveTextContent(number);
});

test('an empty field holds nothing, and what comes from outside is shown', async () => {
  show(<Field begun={5} />);
  await userEvent.clear(field());
  expect(screen.getByRole('status')).toHaveTextContent('null');

  await userEvent.click(screen.getByRole('button'));
  expect(field()).toHaveValue('7');
});
