import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { experimentComparison, experimentList, type ResultView } from '../api/experiments';
import type { Experiment, ExperimentMetrics } from '../api/types';
import { ExperimentComparisonView } from '../components/ExperimentComparison';

interface Props {
  experiment: Experiment;
  metrics: ExperimentMetrics;
  view: ResultView;
  onChoose: (id: string | undefined) => void;
}

/** Another experiment of the project to compare with, where there is one that is as large. */
export function Beside({ experiment, metrics, view, onChoose }: Props) {
  const { id, project, counts } = experiment;
  const list = useInfiniteQuery(experimentList({ state: 'completed', project }));
  const { data: comparison } = useQuery(experimentComparison(id, view.against));
  const others = (list.data?.pages.flatMap((page) => page.items) ?? []).filter(
    (each) => each.id !== id && each.counts.items === counts.items,
  );
  if (others.length === 0) return null;
  return (
    <ExperimentComparisonView {...{ experiment, metrics, others, view, comparison, onChoose }} />
  );
}
