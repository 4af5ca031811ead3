import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { RunView } from '../api/runs';
import type { Run } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './Card.module.css';
import { RunState } from './RunState';

interface Props {
  runs: readonly Run[];
  view: RunView;
}

export function RunRows({ runs, view }: Props) {
  const { t } = useTranslation();
  const { range } = useFormats();
  return (
    <ul aria-label={t('runs.list')}>
      {runs.map((run) => (
        <li key={run.id}>
          <Link to="/runs" search={{ ...view, run: run.id }} className={classes.card}>
            <span className={classes.facts}>
              <span className={classes.name}>{t('runs.run', { id: run.id })}</span>
              <RunState run={run} />
              <span>{run.project}</span>
            </span>
            <span className={classes.facts}>
              <span>{t(`runs.source.${run.source}`)}</span>
              <span>{range(Date.parse(run.window_start), Date.parse(run.window_end))}</span>
            </span>
            <span className={classes.facts}>
              <span>{t('runs.proposals', { count: run.counters.total })}</span>
              {run.counters.pending > 0 && (
                <span>{t('runs.waiting', { number: run.counters.pending })}</span>
              )}
              {run.state === 'running' && (
                <span>{t('runs.batches.of', { done: over(run), total: run.batches.total })}</span>
              )}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Batches that are over, well or not. */
export function over({ batches }: Run): number {
  return batches.done + batches.failed;
}
