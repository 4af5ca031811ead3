/** What the factors of a message add makes up its importance, to the last digit shown. */
import { fireEvent, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { message } from '../test/factories';
import { show } from '../test/render';
import { Importance } from './Importance';

test('what is added is told with as many digits as it takes to add it up', async () => {
  const factors = { content: 0.1055, author: 0.1201, temporal: 0.1, topic: 0.1 };
  const scale = { content: 0.4, author: 0.2, temporal: 0.2, topic: 0.2, noise: 0.3, signal: 0.6 };
  show(<Importance message={message({ importance: 0.1062, factors })} scale={scale} />);
  fireEvent.click(screen.getByRole('button'));

  const rows = within(await screen.findByRole('table')).getAllByRole('row');
  const last = rows.map((row) => row.lastElementChild?.textContent);
  expect(last).toEqual(['Adds', '0.0422', '0.02402', '0.02', '0.02', '0.1062']);
});
