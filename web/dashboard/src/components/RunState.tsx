import { useTranslation } from 'react-i18next';
import type { Run } from '../api/types';
import { Tag, type Tone } from './Tag';

const TONES: Record<Run['state'], Tone> = {
  pending: 'grey',
  running: 'blue',
  completed: 'amber',
  reviewed: 'accent',
  closed: 'green',
  failed: 'red',
  cancelled: 'grey',
};

/** A pending run that was started waits for a worker, which is another thing than for a person. */
export function RunState({ run }: { run: Run }) {
  const { t } = useTranslation();
  const isQueued = run.state === 'pending' && run.task_id !== null;
  return (
    <Tag tone={TONES[run.state]}>{t(isQueued ? 'runs.queued' : `runs.state.${run.state}`)}</Tag>
  );
}
