import { useTranslation } from 'react-i18next';
import type { Experiment } from '../api/types';
import { Tag, type Tone } from './Tag';

const TONES: Record<Experiment['state'], Tone> = {
  pending: 'grey',
  running: 'blue',
  completed: 'green',
  failed: 'red',
  cancelled: 'grey',
};

export function ExperimentState({ state }: Pick<Experiment, 'state'>) {
  const { t } = useTranslation();
  return <Tag tone={TONES[state]}>{t(`experiments.state.${state}`)}</Tag>;
}
