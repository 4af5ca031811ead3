/** Who is told that tasks are left as they are learns which ones would not be. */
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { show } from '../test/render';
import { BulkSurvey } from './BulkSurvey';

test.each([
  ['retry', '3 – only failed and cancelled ones can be retried'],
  ['cancel', '3 – only pending and running ones can be cancelled'],
  ['run_now', '3 – only pending ones can be run now'],
  ['reschedule', '3 – only pending ones can be rescheduled'],
  ['priority', '3 – only pending ones have a priority to change'],
] as const)('%s says in which states it is done', (action, told) => {
  const survey = { total: 5, would_change: 2, samples: [], states: {}, skipped: { state: 3 } };
  show(<BulkSurvey survey={survey} action={action} />);

  expect(screen.getByText(told)).toBeVisible();
});
