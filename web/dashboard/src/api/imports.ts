/** Imports: a file that is sent to the server, and what becomes of it. */
import * as v from 'valibot';
import { accepted, api, ProblemError } from './client';

const acceptance = v.object({ task_id: v.string(), total: v.number() });
const refusal = v.object({
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  kind: v.optional(v.string()),
  blanks: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
});

export interface Upload {
  file: File;
  project: string;
  /** Gets the share that is sent, 0 to 1; at 1 the server reads the file. */
  onSent: (share: number) => void;
  signal: AbortSignal;
}

/**
 * Sends an export and returns the id of the task that imports it. It asks for room first: a browser
 * hears a refusal only when it has sent the whole file. Throws ProblemError when the server refuses,
 * TypeError when the connection breaks.
 */
export async function uploadExport(upload: Upload): Promise<string> {
  const { file, project, signal } = upload;
  const query = { project, size: file.size };
  accepted(await api.GET('/api/imports/room', { params: { query }, signal }));
  return send(upload);
}

/** Tells whether the same file may well be taken later, after *error*. */
export function mayPass(error: Error): boolean {
  if (!(error instanceof ProblemError)) return true;
  return [408, 429].includes(error.status) || error.status >= 500;
}

/** fetch does not tell how much it has sent. */
function send({ file, project, onSent, signal }: Upload): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const query = new URLSearchParams({ project, name: file.name });
    request.open('POST', `/api/imports?${query.toString()}`);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Content-Type', 'application/json');
    request.setRequestHeader('X-Requested-With', 'orakul');
    request.upload.onprogress = ({ loaded, total }) => onSent(total ? loaded / total : 1);
    request.upload.onload = () => onSent(1);
    request.onload = () => {
      const answer = v.safeParse(acceptance, parsed(request.responseText));
      if (request.status === 202 && answer.success) resolve(answer.output.task_id);
      else reject(problem(request));
    };
    request.onerror = () => reject(new TypeError('the connection broke'));
    request.onabort = () => reject(new DOMException('the upload was cancelled', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function problem({ status, responseText }: XMLHttpRequest): ProblemError {
  const said = v.safeParse(refusal, parsed(responseText));
  return new ProblemError(
    status,
    said.success ? { type: 'about:blank', ...said.output } : undefined,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const finding = v.object({
  count: v.number(),
  example: v.string(),
  // Of imports by earlier versions neither is known.
  kind: v.nullish(v.string()),
  place: v.nullish(
    v.object({
      message: v.nullable(v.string()),
      chat: v.string(),
      byte: v.nullable(v.number()),
    }),
  ),
});
/** What was seen in a file, how often, and where first. */
export type Finding = v.InferOutput<typeof finding>;

const outcome = v.object({
  saved: v.number(),
  duplicate: v.number(),
  updated: v.number(),
  skipped: v.number(),
  skips: v.record(v.string(), finding),
  repairs: v.record(v.string(), finding),
});
export type ImportOutcome = v.InferOutput<typeof outcome>;

/** What an import's result tells; undefined until there is one. */
export function importOutcome(result: unknown): ImportOutcome | undefined {
  const read = v.safeParse(outcome, result);
  return read.success ? read.output : undefined;
}
