/** What the command palette finds on the server: some tasks and, for administrators, people. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, body } from './client';

const MOST_TASKS = 8;
const MOST_PEOPLE = 5;

export const foundTasks = (q: string) =>
  queryOptions({
    queryKey: ['found', 'tasks', q],
    queryFn: async ({ signal }) => {
      const query = { q, limit: MOST_TASKS };
      return body(await api.GET('/api/tasks', { params: { query }, signal })).items;
    },
    enabled: q !== '',
    staleTime: 0,
    placeholderData: keepPreviousData,
  });

export const foundPeople = (q: string, isAdmin: boolean) =>
  queryOptions({
    queryKey: ['found', 'people', q],
    queryFn: async ({ signal }) => {
      const query = { q, limit: MOST_PEOPLE };
      return body(await api.GET('/api/people', { params: { query }, signal })).items;
    },
    enabled: isAdmin && q !== '',
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
