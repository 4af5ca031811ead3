/** Single keys act wherever nobody types, and only where they are wanted. */
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { keysAtHand, useKeys, useSingleKeys } from './useKeys';

const go = vi.fn();
const next = vi.fn();

function Page() {
  const [, turn] = useSingleKeys();
  useKeys('Here', {
    'g t': { does: 'Go', act: () => void go() },
    j: { does: 'Next', act: () => void next() },
  });
  return (
    <>
      <input aria-label="Search" />
      <button onClick={() => turn(false)}>Off</button>
      <div role="dialog">
        <button>Inside</button>
      </div>
    </>
  );
}

beforeEach(() => {
  localStorage.clear();
  vi.clearAllMocks();
});

test('one key, and two after each other', async () => {
  render(<Page />);
  await userEvent.keyboard('jgt');

  expect([next.mock.calls.length, go.mock.calls.length]).toEqual([1, 1]);
});

test('the second of two means nothing alone', async () => {
  render(<Page />);
  await userEvent.keyboard('t');

  expect(go).not.toHaveBeenCalled();
});

test('letters of another alphabet count by their place', async () => {
  render(<Page />);
  await userEvent.keyboard('{о>}{/о}');
  document.body.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'о', code: 'KeyJ', bubbles: true }),
  );

  expect(next).toHaveBeenCalledOnce();
});

test.each(['Search', 'Inside'])('nothing is taken from %s', async (name) => {
  const { getByLabelText, getByText } = render(<Page />);
  (name === 'Search' ? getByLabelText(name) : getByText(name)).focus();
  await userEvent.keyboard('jgt');

  expect([next.mock.calls.length, go.mock.calls.length]).toEqual([0, 0]);
});

test('what is pressed with Ctrl is the browser’s', async () => {
  render(<Page />);
  await userEvent.keyboard('{Control>}j{/Control}');

  expect(next).not.toHaveBeenCalled();
});

test('a key that is held down acts once', () => {
  render(<Page />);
  for (const repeat of [false, true]) {
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'j', code: 'KeyJ', bubbles: true, repeat }),
    );
  }

  expect(next).toHaveBeenCalledOnce();
});

test('they can be turned off', async () => {
  const { getByText } = render(<Page />);
  await userEvent.click(getByText('Off'));
  await userEvent.keyboard('j');

  expect(next).not.toHaveBeenCalled();
});

test('what the page listens for is known, for their list', () => {
  const { unmount } = render(<Page />);

  const told = keysAtHand().map(({ title, keys }) => [title, keys['g t']?.does, keys.j?.does]);
  expect(told).toEqual([['Here', 'Go', 'Next']]);
  unmount();
  expect(keysAtHand()).toEqual([]);
});

test('what a page listens for is listed before what all pages do', () => {
  function Frame() {
    useKeys('Everywhere', { '?': { does: 'Help' } }, { isEverywhere: true });
    return <Page />;
  }
  function Late() {
    useKeys('Late', { k: { does: 'Back' } });
    return null;
  }
  const { rerender } = render(<Frame />);
  rerender(
    <>
      <Frame />
      <Late />
    </>,
  );

  expect(keysAtHand().map(({ title }) => title)).toEqual(['Here', 'Late', 'Everywhere']);
});
