/** One's own password, sessions and API tokens. No API token may ask for any of these. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { accepted, api, body } from './client';
import { firstPage } from './pages';
import type { CreatedToken, Role, Scope } from './types';

export async function changePassword(change: { current: string; new: string }): Promise<void> {
  accepted(await api.POST('/api/auth/password', { body: change }));
}

export const sessionList = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => body(await api.GET('/api/auth/sessions', { signal })).items,
});

/** One session; with null, all but the one that this page is in. */
export async function endSessions(id: string | null): Promise<void> {
  if (id === null) accepted(await api.DELETE('/api/auth/sessions'));
  else accepted(await api.DELETE('/api/auth/sessions/{id}', { params: { path: { id } } }));
}

export const tokenList = infiniteQueryOptions({
  queryKey: ['tokens'],
  queryFn: async ({ pageParam, signal }) => {
    const query = pageParam === null ? {} : { cursor: pageParam };
    return body(await api.GET('/api/auth/tokens', { params: { query }, signal }));
  },
  initialPageParam: firstPage(),
  getNextPageParam: (last) => last.next_cursor,
});

/** What the tokens of each role can be given. */
export const SCOPES: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: ['read', 'events'],
  member: ['read', 'write', 'events'],
  admin: ['read', 'write', 'admin', 'events', 'metrics'],
};

export interface NewToken {
  name: string;
  scopes: Scope[];
  expires_at: string | null;
}

/** The token itself is told this once. */
export async function createToken(given: NewToken): Promise<CreatedToken> {
  return body(await api.POST('/api/auth/tokens', { body: given }));
}

export async function revokeToken(id: string): Promise<void> {
  accepted(await api.DELETE('/api/auth/tokens/{id}', { params: { path: { id } } }));
}
