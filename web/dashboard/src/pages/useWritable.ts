import { useQuery } from '@tanstack/react-query';
import { projectList } from '../api/projects';
import type { Project } from '../api/types';

/** The projects that the reader may put something into. */
export function useWritable(): Project[] {
  return useQuery(projectList).data?.filter(({ role }) => role !== 'viewer') ?? [];
}
