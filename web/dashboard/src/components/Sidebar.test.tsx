/** A badge has room for two figures; whoever hears it is told the whole. */
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { groupsFor } from '../navigation';
import { show } from '../test/render';
import { Sidebar } from './Sidebar';

test.each([
  [{ count: 99, isMore: false }, '99', '99 failed for good'],
  [{ count: 100, isMore: false }, '99+', '100 failed for good'],
  [{ count: 99, isMore: true }, '99+', 'more than 99 failed for good'],
])('%j is shown as %s', (deadLetters, shown, told) => {
  show(
    <Sidebar
      groups={groupsFor(false)}
      waiting={{ deadLetters }}
      project={undefined}
      projects={null}
      isNarrow={false}
    />,
  );

  const link = within(screen.getByRole('link', { name: /^Errors/ }));
  expect(link.getByText(shown)).toHaveAttribute('aria-hidden', 'true');
  expect(link.getByText(told)).not.toHaveAttribute('aria-hidden');
});
