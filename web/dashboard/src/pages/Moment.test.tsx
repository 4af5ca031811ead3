/** A step to another event that takes long takes nobody back from where they went meanwhile. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, fireEvent, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { show } from '../test/render';
import { Moment } from './Moment';

const AT = '2026-03-01T09:30:00.000Z';
const EVENT = { id: '1772357400000000-0a0a0a', position: 1_772_357_400_000_000 };
const onMove = vi.fn();
let answer: () => void;

beforeEach(() => {
  onMove.mockReset();
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (request) => {
    // The beginning of the log is known at once.
    const isStep = request instanceof Request && request.url.includes('sort=-position');
    if (isStep) await asked;
    return Response.json({ items: [EVENT], next_cursor: null });
  });
});

function step() {
  const view = show(
    <QueryClientProvider client={new QueryClient()}>
      <Moment
        {...{ asOf: AT, window: '1h', onMove }}
        onWindow={() => undefined}
        onLeave={() => undefined}
      />
    </QueryClientProvider>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'One event back ([)' }));
  return view;
}

async function answered(): Promise<void> {
  await act(async () => {
    answer();
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
}

test('it leads to the event', async () => {
  step();
  await answered();

  expect(onMove).toHaveBeenCalledExactlyOnceWith(EVENT.id, true);
});

test('whoever went back to now stays there', async () => {
  step().unmount();
  await answered();

  expect(onMove).not.toHaveBeenCalled();
});

test('whoever chose a time meanwhile stays at it', async () => {
  step();
  const time = screen.getByLabelText('Date and time');
  fireEvent.change(time, { target: { value: '2026-03-01T08:00:00' } });
  fireEvent.blur(time);
  await answered();

  expect(onMove).toHaveBeenCalledTimes(1);
  expect(onMove).not.toHaveBeenCalledWith(EVENT.id, true);
});
