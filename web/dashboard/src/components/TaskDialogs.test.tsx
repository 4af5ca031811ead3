/** What a field of a time lets through is sent, however odd: the server says what is wrong. */
import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { task } from '../test/factories';
import { show } from '../test/render';
import { PauseDialog } from './PauseDialog';
import { RescheduleDialog } from './TaskDialogs';

const FAR = '12026-11-30T10:00'; // a year of five digits, which Date reads with a sign alone

test('a task is moved to it', async () => {
  const onAct = vi.fn();
  show(
    <RescheduleDialog task={task()} isBusy={false} error={null} onAct={onAct} onClose={vi.fn()} />,
  );

  fireEvent.change(screen.getByLabelText(/Due at/), { target: { value: FAR } });
  await userEvent.click(screen.getByRole('button', { name: 'Reschedule' }));

  expect(onAct).toHaveBeenCalledWith(expect.objectContaining({ at: FAR }));
});

test('a pause ends with it', async () => {
  const onPause = vi.fn();
  const props = { isBusy: false, error: null, onPause, onClose: vi.fn() };
  show(<PauseDialog what="everything" {...props} />);

  fireEvent.change(screen.getByLabelText(/Resume/), { target: { value: FAR } });
  await userEvent.click(screen.getByRole('button', { name: 'Pause everything' }));

  expect(onPause).toHaveBeenCalledWith(expect.objectContaining({ resume_at: FAR }));
});
