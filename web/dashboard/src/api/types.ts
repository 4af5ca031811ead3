/**
 * The shapes of the server's API, in the form that openapi-typescript writes them.
 *
 * Nothing else in the dashboard describes a server shape. Times are RFC 3339 in UTC, ids are
 * strings, durations say their unit in their name.
 */

export const TASK_STATES = ['pending', 'in_progress', 'completed', 'failed', 'cancelled'] as const;
export type TaskState = (typeof TASK_STATES)[number];

export interface Progress {
  done: number | null;
  total: number | null;
  note: string | null;
  percent: number | null;
  /** What was left when the progress was told; null while that is not known. */
  eta_seconds: number | null;
}

export interface Person {
  id: string;
  name: string | null;
}

/** A task as lists and events carry it. */
export interface Task {
  id: string;
  name: string;
  queue: string;
  state: TaskState;
  /** It runs, and its worker has been told to stop. */
  cancelling: boolean;
  owner: Person | null;
  project: string | null;
  priority: number;
  created_at: string;
  scheduled_at: string | null;
  started_at: string | null;
  finished_at: string | null;
  attempt: number;
  max_attempts: number | null;
  progress: Progress | null;
  error: string | null;
  trace_id: string | null;
}

export interface Attempt {
  number: number;
  worker: string | null;
  started_at: string;
  finished_at: string | null;
  outcome: string | null;
  error: string | null;
  traceback: string | null;
  trace_id: string | null;
}

/**
 * Something that happened to a task. `duration_ms` is how long the state that was left lasted;
 * null when the state stayed the same.
 */
export interface Transition {
  position: number;
  at: string;
  from: TaskState | null;
  to: TaskState;
  actor: string | null;
  reason: string | null;
  duration_ms: number | null;
}

export interface TaskDetail extends Task {
  args: unknown;
  result: unknown;
  attempts: Attempt[];
  history: Transition[];
}

export type Role = 'admin' | 'member' | 'viewer';

export interface Me {
  id: string;
  email: string;
  name: string | null;
  role: Role;
}

export interface Metrics {
  queued: number;
  active: number;
  /** 0 to 1; null when nothing ended within a day. */
  failure_rate_24h: number | null;
  mean_run_seconds_24h: number | null;
}

/** `queue: null` means every queue. */
export interface Pause {
  queue: string | null;
  /** The name of the tasks that are held; null for any. */
  task: string | null;
  reason: string | null;
  actor: string | null;
  at: string;
  resume_at: string | null;
}

/** Why a task is not running: one reason, and the facts that go with it. */
export interface Why {
  reason: string;
  /** In English. */
  sentence: string;
  pause: {
    by: string | null;
    actor: string;
    reason: string | null;
    at: string;
    resume_at: string | null;
  } | null;
  lock: { task_id: string | null; state: TaskState } | null;
  schedule: { at: string; because: 'backoff' | 'schedule'; attempt: number } | null;
  queue: { name: string; ahead: number | null; eta_at: string | null } | null;
}

export interface Config {
  /** Holds `{trace_id}` where the id belongs. */
  trace_url_template: string | null;
  version: string;
}

export type ProposalState = 'pending' | 'approved' | 'rejected' | 'merged';

export interface Proposal {
  id: string;
  kind: 'topic' | 'atom';
  state: ProposalState;
  project: string | null;
  confidence: number;
  reasoning: string;
  engine: string;
  name: string;
  description: string;
  keywords: string[];
  /** Null for a topic. */
  atom_type: string | null;
  sources: string[];
  /** What exists already and says nearly the same; its name is null when it is gone. */
  similar: { id: string; name: string | null; score: number } | null;
  /** The topic that an atom belongs to, proposed or approved. */
  topic: { name: string } | null;
}

export interface Topic {
  id: string;
  project: string;
  name: string;
  description: string;
  keywords: string[];
  /** How many there are of both. */
  atoms: number;
  messages: number;
  created_at: string;
}

export const CLASSIFICATIONS = ['signal', 'weak_signal', 'noise'] as const;
export type Classification = (typeof CLASSIFICATIONS)[number];

export interface Message {
  id: string;
  project: string | null;
  chat: { id: string; title: string | null };
  /** Without an id when the chat's export names nobody that is known. */
  author: { id: string | null; name: string | null } | null;
  sent_at: string;
  text: string | null;
  importance: number | null;
  classification: Classification | null;
}

export interface Page<Row> {
  items: Row[];
  next_cursor: string | null;
}

export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  errors?: { path: string; message: string }[];
}

interface Answer<Body> {
  200: { content: { 'application/json': Body } };
  default: { content: { 'application/problem+json': Problem } };
}
interface Read<Body, Query = undefined> {
  get: { parameters: { query?: Query }; responses: Answer<Body> };
}
interface Send<Input, Body = unknown> {
  post: { requestBody: { content: { 'application/json': Input } }; responses: Answer<Body> };
}
interface OnId {
  parameters: { path: { id: string } };
  responses: Answer<unknown>;
}
interface Paging {
  cursor?: string;
  limit?: number;
}

export interface paths {
  '/api/auth/login': Send<{ email: string; password: string }>;
  '/api/auth/logout': { post: { responses: Answer<unknown> } };
  '/api/auth/me': Read<Me>;
  '/api/config': Read<Config>;
  '/api/metrics/summary': Read<Metrics>;
  '/api/admin/queue': Read<{ paused: Pause[] }>;
  '/api/admin/queue/pause': Send<{ queue?: string | null; reason?: string | null }>;
  '/api/admin/queue/resume': Send<{
    queue?: string | null;
    task?: string | null;
    reason?: string | null;
  }>;
  '/api/tasks': Read<
    Page<Task>,
    Paging & {
      state?: TaskState[];
      q?: string;
      name?: string;
      id?: string;
      owner?: string;
      project?: string;
      sort?: string;
    }
  >;
  '/api/tasks/{id}': {
    get: { parameters: { path: { id: string } }; responses: Answer<TaskDetail> };
    delete: OnId;
  };
  '/api/tasks/{id}/why': {
    get: { parameters: { path: { id: string } }; responses: Answer<Why> };
  };
  '/api/tasks/{id}/retry': { post: OnId };
  '/api/knowledge/proposals': Read<
    Page<Proposal>,
    Paging & { state?: ProposalState[]; sort?: string }
  >;
  '/api/knowledge/proposals/{id}/approve': { post: OnId };
  '/api/knowledge/proposals/{id}/reject': { post: OnId };
  '/api/topics': Read<Page<Topic>, Paging>;
  '/api/messages': Read<Page<Message>, Paging & { classification?: Classification[] }>;
}
