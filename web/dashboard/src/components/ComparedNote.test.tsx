/** The slowest say among which they are, and where the others are to be found. */
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Compared } from '../api/types';
import { show } from '../test/render';
import { ComparedNote } from './ComparedNote';

const TIME = { from: '2026-03-01T12:15:00.000123Z', to: '2026-03-02T12:15:00Z' };

const note = (compared: Compared) =>
  show(
    <ComparedNote
      {...{ compared, view: { sort: 'duration', project: 'demo' }, isBusy: false }}
      onAgain={() => undefined}
    />,
  );

test('where all of a time were compared, the time is said alone', () => {
  note({ ...TIME, is_cut: false });

  expect(screen.getByRole('paragraph').textContent).toMatch(
    /Mar 1, [\d:]+\s–\sMar 2, [\d:]+ were compared/u,
  );
  expect(screen.queryByRole('link')).toBeNull();
});

test('where there were too many, a link leads to those before, to the microsecond', () => {
  note({ ...TIME, is_cut: true });

  expect(screen.getByRole('paragraph').textContent).toContain('too many to compare all');
  const href = decodeURIComponent(screen.getByRole('link').getAttribute('href') ?? '');
  for (const part of [TIME.from, 'duration', 'demo']) expect(href).toContain(part);
});
