/** Projects, and who has which role in them. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { accepted, api, body } from './client';
import { firstPage } from './pages';
import type { Role } from './types';

export const memberList = (project: string) =>
  infiniteQueryOptions({
    queryKey: ['members', project],
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam === null ? {} : { cursor: pageParam };
      const params = { path: { project }, query };
      return body(await api.GET('/api/projects/{project}/members', { params, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

const MEMBER = '/api/projects/{project}/members/{id}';

/** Give somebody *role*, in place of the one they had. */
export async function putMember(project: string, id: string, role: Role): Promise<void> {
  accepted(await api.PUT(MEMBER, { params: { path: { project, id } }, body: { role } }));
}

export async function removeMember(project: string, id: string): Promise<void> {
  accepted(await api.DELETE(MEMBER, { params: { path: { project, id } } }));
}
