import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { oneAlert } from '../api/alerts';
import { LoadProblem } from '../components/LoadProblem';
import { AlertCards } from './AlertCards';

/** The alert that a message led to, whatever became of it. */
export function OneAlert({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(oneAlert(id));
  if (data) return <AlertCards alerts={[data]} />;
  if (error) return <LoadProblem error={error} onRetry={() => void refetch()} />;
  return <Skeleton height={120} aria-busy />;
}
