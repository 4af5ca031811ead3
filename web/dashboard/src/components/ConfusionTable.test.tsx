/** Each cell says its number, of what, and how large its share of the row is. */
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { show } from '../test/render';
import { ConfusionTable } from './ConfusionTable';

const CELLS = [
  { expected: 'bug', predicted: 'bug', count: 9 },
  { expected: 'bug', predicted: 'docs', count: 1 },
  { expected: 'docs', predicted: 'bug', count: 2 },
];

test('a cell leads to its items, and its shade is its share of the row', () => {
  show(
    <ConfusionTable
      labels={['bug', 'docs']}
      cells={CELLS}
      id="4"
      chosen={{ expected: 'docs', predicted: 'bug' }}
    />,
  );

  const cells = screen.getAllByRole('cell').slice(1);
  expect(cells.map((cell) => cell.textContent)).toEqual(['9', '1', '2', '']);
  expect(cells.map((cell) => cell.dataset.level)).toEqual(['5', '1', '5', '0']);
  expect(cells.map((cell) => cell.dataset.right)).toEqual(['true', 'false', 'false', 'true']);
  expect(cells.map((cell) => cell.dataset.chosen)).toEqual(['false', 'false', 'true', 'false']);
  const link = screen.getByRole('link', { name: 'bug, labelled docs: 1' });
  expect(link.getAttribute('href')).toBe('/experiments/4?expected=bug&predicted=docs');
});
