/** A heartbeat has an age where nobody would tell that it stopped, and once it did. */
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { worker } from '../test/factories';
import { show } from '../test/render';
import { WorkerTable } from './WorkerTable';

test.each([
  ['live', true, 'regular'],
  ['draining', true, 'regular'],
  ['silent', true, '1 hr. ago'],
  ['stopped', true, '1 hr. ago'],
  ['live', false, '1 hr. ago'],
] as const)('of a %s one, where it is heard of: %s', (state, isHeard, told) => {
  const heartbeat_at = new Date(Date.now() - 3_600_000).toISOString();
  show(<WorkerTable workers={[worker({ state, heartbeat_at })]} isHeard={isHeard} />);

  expect(screen.getByText(told)).toBeVisible();
});
