/** An action on many can be undone by keyboard in the seconds that there are for it. */
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { detail } from '../test/factories';
import { show } from '../test/render';
import { BulkOutcome } from './BulkOutcome';
import { keysAtHand } from './useKeys';

const onUndo = vi.fn();

function outcome(isNew: boolean) {
  const props = { isNew, isUndoing: false, refusal: undefined, onUndo };
  const task = detail({ name: 'bulk_action' });
  show(<BulkOutcome {...{ ...props, task }} onOpen={vi.fn()} onClose={vi.fn()} />);
}

test('whoever began it is led to Undo', async () => {
  outcome(true);

  await waitFor(() => expect(screen.getByRole('button', { name: 'Undo' })).toHaveFocus());
});

test('after a reload nobody is led anywhere, and `z` undoes it', async () => {
  outcome(false);
  expect(document.body).toHaveFocus();
  const listed = keysAtHand().flatMap(({ keys }) => Object.keys(keys));
  expect(listed).toContain('z');

  await userEvent.keyboard('z');

  expect(onUndo).toHaveBeenCalledOnce();
});
