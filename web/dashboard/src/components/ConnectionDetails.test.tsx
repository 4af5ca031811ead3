/** What fails on the server is told in the language that the page is in now. */
import { act, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { NOT_YET } from '../api/live';
import { chooseLanguage } from '../i18n';
import { show } from '../test/render';
import { ConnectionDetails } from './ConnectionDetails';

afterEach(() => chooseLanguage('en'));

test('all of it, also what was found in another language', async () => {
  const faults = [
    { path: 'database', message: '', kind: 'silent' },
    { path: 'migrations', message: '', kind: 'migrations_due', blanks: { many: 2, first: '0007' } },
  ];
  show(
    <ConnectionDetails status={NOT_YET} isPast={false} speed={null} server={{ faults }} now={0} />,
  );
  expect(screen.getByText(/^database: does not answer; migrations: 2 to apply/)).toBeVisible();

  await act(() => chooseLanguage('uk'));

  expect(screen.getByText(/^database: не відповідає; migrations: /)).toBeVisible();
});
