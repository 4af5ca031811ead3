/**
 * The one way to the server: cookies of our own origin, the CSRF header on every write, and an
 * exception that carries the server's own sentence.
 */
import i18next from 'i18next';
import createClient from 'openapi-fetch';
import { refusalOf, sentenceOf } from './refusals';
import type { paths } from './schema';
import type { Problem } from './types';

/**
 * The server answered, and said no. `message` says why in the language in which the page is when it
 * is read, not when the answer came: a switch of language draws it anew.
 */
export class ProblemError extends Error {
  readonly status: number;
  /** What is wrong with which part of the request; `message` says it as well. */
  readonly faults: NonNullable<Problem['errors']>;
  /** Where in a search something is wrong, in characters from 0. */
  readonly place: { position: number; length: number } | null;
  /** What is wrong, for whoever says it in other words. */
  readonly kind: string | null;
  readonly blanks: NonNullable<Problem['blanks']>;
  readonly #problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    super();
    this.name = 'ProblemError';
    this.status = status;
    this.#problem = problem;
    this.faults = problem?.errors ?? [];
    const position = problem?.position ?? null;
    this.place = position === null ? null : { position, length: problem?.length ?? 0 };
    this.kind = problem?.kind ?? null;
    this.blanks = problem?.blanks ?? {};
  }

  override get message(): string {
    const { status } = this;
    const said = sentence(this.#problem);
    if (said !== undefined) return said;
    return status >= 500 ? i18next.t('error.server', { status }) : `HTTP ${status}`;
  }
}

/** Nobody answered. Browsers say so in their own words, each another one's and none the reader's. */
export class UnreachableError extends Error {
  override get message(): string {
    return i18next.t('error.unreachable');
  }
}

function sentence(problem: Problem | undefined): string | undefined {
  // What is said of the whole is not said again of its part.
  const parts = problem?.errors?.filter(
    ({ kind, message }) => kind !== problem.kind || message !== problem.detail,
  );
  const invalid = parts?.map(sentenceOf).join('; ');
  const [told] = [problem?.detail, problem?.title].filter(Boolean);
  const said = told && refusalOf(problem ?? {}, told);
  return invalid ? `${said ?? ''} ${invalid}`.trim() : said;
}

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  headers: { Accept: 'application/json' },
  fetch: reach,
});

async function reach(request: Request): Promise<Response> {
  try {
    // Looked up at each call, so that what instruments fetch later is not passed by.
    return await globalThis.fetch(request);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UnreachableError(undefined, { cause: error });
  }
}

api.use({
  onRequest({ request }) {
    if (request.method !== 'GET') request.headers.set('X-Requested-With', 'orakul');
    return request;
  },
});

interface Outcome<Data> {
  data?: Data;
  error?: Problem;
  response: Response;
}

/** The body of a read. Throws ProblemError on any other status, UnreachableError on no answer. */
export function body<Data>({ data, error, response }: Outcome<Data>): Data {
  if (!response.ok || data === undefined) throw new ProblemError(response.status, error);
  return data;
}

/** A write that only has to succeed; what it changed comes back through the stream. */
export function accepted({ error, response }: Outcome<unknown>): void {
  if (!response.ok) throw new ProblemError(response.status, error);
}

/** What the server found wrong with the field *path* of a request, or in it. */
export function faultOf(error: unknown, path: string): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const own = error.faults.filter((each) => `${each.path}.`.startsWith(`${path}.`));
  return own.map(sentenceOf).join('; ') || undefined;
}

export function isStatus(error: unknown, status: number): boolean {
  return error instanceof ProblemError && error.status === status;
}
