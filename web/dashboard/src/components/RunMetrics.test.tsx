/** A closed run's figures are told in sentences; a rate of nothing is not told. */
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { AccuracyMetrics } from '../api/types';
import { show } from '../test/render';
import { RunMetrics } from './RunMetrics';

const METRICS: AccuracyMetrics = {
  total: 4,
  approval_rate: 0.5,
  rejection_rate: 0.25,
  merge_rate: 0.25,
  mean_confidence: 0.7,
  brier_score: 0.31,
  edited_share: 0.5,
  duplicates: { found: 2, confirmed: 1 },
  median_seconds_per_decision: 42,
  cost_per_approved_task: null,
  tokens_per_approved_task: 1200,
  batches: [],
};

const said = () => screen.getByRole('list').textContent;

test('each figure is said with what it means', () => {
  show(<RunMetrics metrics={METRICS} />);

  expect(said()).toContain('Of 4 proposals, 50% were approved, 25% rejected and 25% merged.');
  expect(said()).toContain('0.31');
  expect(said()).toContain('no better than guessing');
  expect(said()).toContain('42s');
  expect(said()).toContain('1,200 tokens');
  expect(said()).not.toContain('$');
});

test('a run without proposals has no rates', () => {
  show(
    <RunMetrics
      metrics={{
        ...METRICS,
        ...{ total: 0, approval_rate: null, brier_score: null, mean_confidence: null },
        ...{ edited_share: null, median_seconds_per_decision: null },
        ...{ tokens_per_approved_task: null, duplicates: { found: 0, confirmed: 0 } },
      }}
    />,
  );

  expect(said()).toBe('The run made no proposals.');
});
