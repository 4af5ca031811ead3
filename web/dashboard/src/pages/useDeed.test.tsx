/** An answer that comes late closes nothing but what asked for it. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { show } from '../test/render';
import { useDeed } from './useDeed';

const answers: (() => void)[] = [];

function Dialog({ name, onClose }: { name: string; onClose: () => void }) {
  const saving = useDeed({
    name,
    mutationFn: () => new Promise<void>((resolve) => void answers.push(resolve)),
    onDone: onClose,
  });
  return (
    <section aria-label={name}>
      <button onClick={() => saving.mutate()}>Save</button>
    </section>
  );
}

function Page() {
  const [open, setOpen] = useState<string | null>('first');
  return (
    <QueryClientProvider client={new QueryClient()}>
      <button onClick={() => setOpen('second')}>Another</button>
      {open && <Dialog key={open} name={open} onClose={() => setOpen(null)} />}
    </QueryClientProvider>
  );
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const answer = (index: number) =>
  act(async () => {
    answers[index]?.();
    await new Promise((resolve) => setTimeout(resolve));
  });

test('a dialog that was opened meanwhile stays open until its own answer comes', async () => {
  show(<Page />);
  await press('Save');
  await press('Another');
  await answer(0);
  expect(screen.getByRole('region', { name: 'second' })).toBeVisible();

  await press('Save');
  await answer(1);

  expect(screen.queryByRole('region')).toBeNull();
});
