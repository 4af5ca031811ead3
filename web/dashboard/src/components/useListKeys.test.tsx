/** The focus goes from row to row, to what each leads to. */
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useRef } from 'react';
import { expect, test } from 'vitest';
import '../i18n';
import { useListKeys } from './useListKeys';

function List({ isOn = true }: { isOn?: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  useListKeys(box, isOn);
  return (
    <div ref={box}>
      <ul>
        <li>
          <a href="#one">One</a> <button>Like it</button>
        </li>
        <li>Leads nowhere</li>
        <li>
          <button disabled>Not now</button> <button>Three</button>
        </li>
      </ul>
    </div>
  );
}

test('down, past what leads nowhere, and up again', async () => {
  render(<List />);
  await userEvent.keyboard('j');
  expect(screen.getByText('One')).toHaveFocus();
  await userEvent.keyboard('jj');
  expect(screen.getByText('Three')).toHaveFocus();
  await userEvent.keyboard('k');
  expect(screen.getByText('One')).toHaveFocus();
});

test('from where the reader has put the focus', async () => {
  render(<List />);
  screen.getByText('Like it').focus();
  await userEvent.keyboard('j');

  expect(screen.getByText('Three')).toHaveFocus();
});

test('not where the list has keys of its own', async () => {
  render(<List isOn={false} />);
  await userEvent.keyboard('j');

  expect(document.body).toHaveFocus();
});
