/** Who may sign in. Administrators only. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { accepted, api, body } from './client';
import { firstPage } from './pages';
import type { Account, PasswordReset, Role } from './types';

/** In the order in which they were added; with *q*, those with it in their name or e-mail. */
export const peopleList = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['people', q],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...(q && { q }), ...(pageParam !== null && { cursor: pageParam }) };
      return body(await api.GET('/api/people', { params: { query }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

export interface NewPerson {
  email: string;
  name: string;
  role: Role;
}

export async function addPerson(person: NewPerson): Promise<Account> {
  return body(await api.POST('/api/people', { body: person }));
}

export interface PersonChange {
  name?: string;
  role?: Role;
  is_active?: boolean;
  reason?: string | null;
}

export async function changePerson(id: string, change: PersonChange): Promise<void> {
  accepted(await api.PUT('/api/people/{id}', { params: { path: { id } }, body: change }));
}

/** The token that this answers is never told again. */
export async function issueReset(id: string): Promise<PasswordReset> {
  return body(await api.POST('/api/people/{id}/password-reset', { params: { path: { id } } }));
}
