/** One key acts once, on any keyboard, and never while somebody types. */
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { useKeys } from './useKeys';

function Page({ onApprove }: { onApprove: () => void }) {
  useKeys({ a: onApprove });
  return <input aria-label="Note" />;
}

const press = (init: KeyboardEventInit) =>
  document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...init }));

test('the letter acts, also where the keyboard writes another alphabet', () => {
  const approve = vi.fn();
  render(<Page onApprove={approve} />);

  press({ key: 'a', code: 'KeyQ' });
  press({ key: 'ф', code: 'KeyA' });
  press({ key: 'q', code: 'KeyA' });

  expect(approve).toHaveBeenCalledTimes(2);
});

test('it rests while somebody types, while it is held, and beside another key', async () => {
  const approve = vi.fn();
  render(<Page onApprove={approve} />);

  await userEvent.type(screen.getByLabelText('Note'), 'a');
  press({ key: 'a', code: 'KeyA', repeat: true });
  press({ key: 'a', code: 'KeyA', ctrlKey: true });

  expect(approve).not.toHaveBeenCalled();
});
