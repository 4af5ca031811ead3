/** A ranking says what it is in the order of, how far it goes, and what it could not compare. */
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Ranking } from '../api/types';
import { show } from '../test/render';
import { Likeness } from './Likeness';
import { RankingNote } from './RankingNote';

const WHOLE: Ranking = { by: 'meaning', more: false, unembedded: 0 };

const note = (ranking: Ranking) =>
  show(<RankingNote {...{ ranking, count: 100, isBusy: false }} onAgain={() => undefined} />);
const said = () => screen.getByRole('paragraph').textContent;

test('a ranking that holds everything says its order alone', () => {
  note(WHOLE);

  expect(said()).toMatch(/^The most alike come first/u);
  expect(said()).not.toMatch(/\d/u);
});

test('a ranking that is cut, or has not compared all, says so', () => {
  note({ by: 'both', more: true, unembedded: 2 });

  expect(said()).toMatch(/^What fits best by meaning and words comes first/u);
  expect(said()).toContain('Only 100 are shown');
  expect(said()).toContain('2 are not embedded yet');
});

test('a row of a list has no likeness, and one that was not compared says how it was found', () => {
  show(
    <p>
      <Likeness row={{ score: null, likeness: null }} />
      <Likeness row={{ score: 0.0164, likeness: null }} />
      <Likeness row={{ score: 0.5, likeness: 0 }} />
    </p>,
  );

  expect(said()).toBe('by its words0% alike');
});
