/** The projects that one sees, with one's role in each. */
import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';

export const projectList = queryOptions({
  queryKey: ['projects'],
  queryFn: async ({ signal }) => body(await api.GET('/api/projects', { signal })).items,
});
