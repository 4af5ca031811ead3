/** Who is signed in. The session itself is an HttpOnly cookie that this code never sees. */
import { queryOptions } from '@tanstack/react-query';
import { accepted, api, body } from './client';
import type { FirstAdministrator, Me } from './types';

/**
 * Who is signed in, and the id of the last event before that was read. Everything else is read after
 * it: a stream that goes on from there tells of all that happens meanwhile.
 */
interface SignedIn extends Me {
  since: string;
}

/** `null` is a visitor; an error means that nobody could be asked. */
async function fetchMe(signal: AbortSignal): Promise<SignedIn | null> {
  const outcome = await api.GET('/api/auth/me', { signal });
  if (outcome.response.status === 401) return null;
  return { ...body(outcome), since: lastEventId(outcome.response) };
}

/** What the server names as the beginning of a stream; empty where it names none. */
function lastEventId({ headers }: Response): string {
  return /rel="mercure"; last-event-id="([^"]*)"/.exec(headers.get('Link') ?? '')?.[1] ?? '';
}

export const me = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => fetchMe(signal),
  retry: false,
});

/** Whether the first administrator is still to be made. */
export const setup = queryOptions({
  queryKey: ['setup'],
  queryFn: async ({ signal }) => body(await api.GET('/api/setup', { signal })),
  retry: false,
});

/** Make the first administrator, who is signed in then. */
export async function setUp(who: FirstAdministrator): Promise<void> {
  accepted(await api.POST('/api/setup', { body: who }));
}

export async function signIn(credentials: { email: string; password: string }): Promise<void> {
  accepted(await api.POST('/api/auth/login', { body: credentials }));
}

/** Choose a password by the token that an administrator made, which ends one's sessions. */
export async function choosePassword(chosen: { token: string; password: string }): Promise<void> {
  accepted(await api.POST('/api/auth/password-reset', { body: chosen }));
}

/** Whoever's session has ended by itself is out already. */
export async function signOut(): Promise<void> {
  const outcome = await api.POST('/api/auth/logout');
  if (outcome.response.status !== 401) accepted(outcome);
}
