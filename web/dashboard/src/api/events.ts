/** Reading the stream's frames. What does not have the expected shape is `null`, never a guess. */
import * as v from 'valibot';
import { parseExactly } from './exactJson';
import {
  ATOM_TYPES,
  CLASSIFICATIONS,
  TASK_STATES,
  type Json,
  type LogEvent,
  type Message,
  type Proposal,
  type Task,
  type Topic,
  type Transition,
} from './types';

const named = v.object({ id: v.string(), name: v.string() });
const text = v.nullable(v.string());
const number = v.nullable(v.number());
const json = v.custom<Json>(() => true, 'JSON is what was parsed');

// `satisfies` makes a schema that is out of step with the API's types a compile error.
const task = v.object({
  id: v.string(),
  name: v.string(),
  queue: v.string(),
  state: v.picklist(TASK_STATES),
  cancelling: v.boolean(),
  owner: v.nullable(named),
  project: text,
  priority: v.number(),
  created_at: v.string(),
  scheduled_at: text,
  due_at: text,
  started_at: text,
  finished_at: text,
  wait_ms: number,
  run_ms: number,
  attempt: v.number(),
  max_attempts: number,
  worker: text,
  progress: v.nullable(
    v.object({
      done: v.number(),
      total: v.number(),
      note: text,
      percent: number,
      eta_seconds: number,
    }),
  ),
  error: text,
  discarded: v.nullable(v.object({ at: v.string(), actor: v.string(), reason: v.string() })),
  trace_id: v.string(),
  retry_of: text,
}) satisfies v.GenericSchema<unknown, Task>;

const proposal = v.object({
  id: v.string(),
  kind: v.picklist(['topic', 'atom']),
  state: v.picklist(['pending', 'approved', 'rejected', 'merged']),
  project: v.string(),
  extraction_id: v.string(),
  name: v.string(),
  description: v.string(),
  keywords: v.array(v.string()),
  atom_type: v.nullable(v.picklist(ATOM_TYPES)),
  confidence: v.number(),
  reasoning: v.string(),
  reasons: v.nullable(
    v.array(
      v.object({
        kind: v.string(),
        blanks: v.record(v.string(), v.union([v.string(), v.number()])),
      }),
    ),
  ),
  engine: v.string(),
  sources: v.array(v.string()),
  similar: v.nullable(v.object({ id: v.string(), name: text, score: v.number() })),
  topic: v.nullable(v.object({ proposal_id: v.string(), id: text, name: v.string() })),
  topic_id: text,
  atom_id: text,
  created_at: v.string(),
  reviewed_by: v.nullable(named),
  reviewed_at: text,
  review_note: text,
}) satisfies v.GenericSchema<unknown, Proposal>;

const message = v.object({
  id: v.string(),
  project: v.string(),
  chat: v.object({ id: v.string(), title: v.string() }),
  author: v.nullable(v.object({ id: text, name: v.string() })),
  external_id: v.string(),
  sent_at: v.string(),
  edited_at: text,
  text: v.string(),
  media: text,
  importance: number,
  classification: v.nullable(v.picklist(CLASSIFICATIONS)),
  factors: v.nullable(v.record(v.string(), json)),
  topic_id: text,
}) satisfies v.GenericSchema<unknown, Message>;

const topic = v.object({
  id: v.string(),
  project: v.string(),
  name: v.string(),
  description: v.string(),
  keywords: v.array(v.string()),
  atoms: v.number(),
  messages: v.number(),
  created_at: v.string(),
}) satisfies v.GenericSchema<unknown, Topic>;

const envelope = v.object({
  id: v.string(),
  position: v.number(),
  topic: v.string(),
  event: v.string(),
  at: v.string(),
  project_id: v.optional(text, null),
  actor: v.string(),
  by: v.optional(text, null),
  reason: v.optional(text, null),
  trace_id: v.optional(text, null),
  data: json,
}) satisfies v.GenericSchema<unknown, LogEvent>;
export type Envelope = v.InferOutput<typeof envelope>;

const changed = v.nullable(v.record(v.string(), json));
const taskChange = v.object({
  task_id: v.string(),
  new_status: v.picklist(TASK_STATES),
  previous_status: v.nullable(v.picklist(TASK_STATES)),
  duration_ms: v.optional(number, null),
  action: v.optional(text, null),
  before: v.optional(changed, null),
  after: v.optional(changed, null),
  task,
});
export type TaskChange = v.InferOutput<typeof taskChange>;

export function readEnvelope(frame: string): Envelope | null {
  try {
    return valid(envelope, parseExactly(frame));
  } catch {
    return null;
  }
}

export const readTaskChange = (data: unknown) => valid(taskChange, data);

/** Of which task the log goes further, and how far. */
export const readTaskLogged = (data: unknown) =>
  valid(v.object({ task_id: v.string(), upto: v.number() }), data);

/** The message that a `messages` event is about. */
export const readMessage = (data: unknown) => valid(v.object({ message }), data)?.message ?? null;

/** The topic that a `topics` event is about. */
export const readTopic = (data: unknown) => valid(v.object({ topic }), data)?.topic ?? null;

/** One proposal that was decided or edited, or all that an extraction made. */
export function readProposals(data: unknown): Proposal[] | null {
  const one = valid(v.object({ proposal }), data);
  if (one) return [one.proposal];
  return valid(v.object({ proposals: v.array(proposal) }), data)?.proposals ?? null;
}

/** Who may see other things by now; null where only a session or a token of theirs has ended. */
export function readWhoseRights(data: unknown): string | null {
  const whose = v.object({ person_id: v.string(), of: v.picklist(['person', 'project_member']) });
  return valid(whose, data)?.person_id ?? null;
}

/** `space:7:tasks` and `tasks` are both about tasks. */
export function subject(topic: string): string {
  return topic.slice(topic.lastIndexOf(':') + 1);
}

function valid<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> | null {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : null;
}

/** A task fails, is tried again, or is discarded, which leaves it failed. */
export function concernsDeadLetters({ previous_status, new_status }: TaskChange): boolean {
  return previous_status === 'failed' || new_status === 'failed';
}

/** A line in the log of a task changes nothing of the board. */
export function aboutTasks({ topic, event }: Envelope): boolean {
  return subject(topic) === 'tasks' && event !== 'task_logged';
}

export function isProgress({ event }: Envelope): boolean {
  return event === 'task_progressed';
}

export function transitionOf(envelope: Envelope, change: TaskChange): Transition | null {
  if (isProgress(envelope)) return null;
  return {
    position: envelope.position,
    at: envelope.at,
    from: change.previous_status,
    to: change.new_status,
    actor: envelope.actor,
    by: envelope.by,
    reason: envelope.reason,
    duration_ms: change.duration_ms,
    action: change.action,
    before: change.before,
    after: change.after,
  };
}
