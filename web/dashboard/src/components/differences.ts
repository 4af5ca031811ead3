/** What differs between two executions: of one task, or of two tasks of a name. */
import type { Attempt, Json, TaskDetail } from '../api/types';

/** An execution, and what it was given and made where that is its task's. */
export interface Execution {
  attempt: Attempt;
  task?: TaskDetail;
}

export interface Difference {
  /** `worker`, `length`, `outcome`, `error`, or a path: `args.chat_id`, `result.done`. */
  field: string;
  /** Null where it had none; of `length`, milliseconds. */
  before: Json;
  now: Json;
}

const FEW = 50; // differences that are told

/** The fields in which *now* differs from *before*, of arguments and results at most 50. */
export function differences(before: Execution, now: Execution): Difference[] {
  const [old, fresh] = [facts(before), facts(now)];
  return [...new Set([...fresh.keys(), ...old.keys()])]
    .map((field) => ({ field, before: old.get(field) ?? null, now: fresh.get(field) ?? null }))
    .filter((each) => JSON.stringify(each.before) !== JSON.stringify(each.now))
    .slice(0, FEW);
}

function facts({ attempt, task }: Execution): Map<string, Json> {
  const { worker, started_at, finished_at, outcome } = attempt;
  const error = [attempt.error_class, attempt.error].filter(Boolean).join(': ');
  return new Map<string, Json>([
    ['outcome', outcome],
    ['error', error || null],
    ['length', finished_at === null ? null : Date.parse(finished_at) - Date.parse(started_at)],
    ['worker', worker],
    ...(task ? [...leaves(task.args, 'args'), ...leaves(task.result, 'result')] : []),
  ]);
}

function leaves(value: Json, path: string): [string, Json][] {
  if (value === null || typeof value !== 'object') return [[path, value]];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, `${path}.${key}`));
}
