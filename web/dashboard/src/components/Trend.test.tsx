import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { show } from '../test/render';
import { Trend } from './Trend';

function drawn(values: (number | null)[], least: number) {
  show(<Trend label="Queued" values={values} least={least} />);
  const picture = screen.getByRole('img', { name: 'Queued' });
  return [...picture.querySelectorAll('path')].map((path) => path.getAttribute('d'));
}

it('is a line from the bottom, where nothing is, to the highest value', () => {
  expect(drawn([0, 5, 10], 1)).toEqual(['M0 21L38 11L76 1']);
});

it('makes no mountain of little', () => {
  expect(drawn([0, 1, 1], 10)).toEqual(['M0 21L38 19L76 19']);
});

it('has a gap where there was no value, and a point for one between gaps', () => {
  expect(drawn([null, 2, null, 1, 1], 2)).toEqual(['M19 1h0', 'M57 11L76 11']);
});
