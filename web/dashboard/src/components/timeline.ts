/** What a task spent its time with, from its history. */
import { isFinal } from '../api/tasks';
import type { TaskDetail, TaskState, Transition } from '../api/types';

/**
 * `scheduled` is the time until a task is due, `ended` that between an end and the retry that
 * somebody asked for.
 */
export const PHASES = ['scheduled', 'waiting', 'running', 'backoff', 'ended'] as const;
export type Phase = (typeof PHASES)[number];

export interface Stretch {
  phase: Phase;
  position: number;
  /** How long, in ms; up to now for the one that lasts. */
  length: number;
}

type Life = Pick<TaskDetail, 'history' | 'attempts' | 'due_at'>;

/** The stretches of a task's life, first to last; *now* in ms. An end has no length of its own. */
export function stretches(task: Life, now: number): Stretch[] {
  const changes = task.history.filter(({ from, to }) => from !== to);
  return changes.flatMap((change, index) => {
    const next = changes[index + 1];
    if (!next && isFinal(change.to)) return [];
    const since = Date.parse(change.at);
    const length = Math.max(0, next ? lasted(change, next) : now - since);
    const phase = phaseOf(change);
    const { position } = change;
    if (phase !== 'backoff' && phase !== 'waiting') return [{ phase, position, length }];
    const due = dueAfter(task, since) ?? (phase === 'backoff' ? since + length : since);
    const pause = Math.min(length, Math.max(0, due - since));
    if (phase === 'waiting' && pause === 0) return [{ phase, position, length }];
    const parts: Stretch[] = [
      { phase: phase === 'backoff' ? phase : 'scheduled', position, length: pause },
      { phase: 'waiting', position, length: length - pause },
    ];
    return parts.filter((part) => part.length > 0);
  });
}

/** When the task is due that began to wait at *since*, in ms; null where nobody knows. */
function dueAfter({ attempts, due_at }: Life, since: number): number | null {
  const attempt = attempts.find(({ started_at }) => Date.parse(started_at) >= since);
  const due = attempt ? attempt.due_at : due_at;
  return due === null ? null : Date.parse(due);
}

/** How long each phase took altogether; only those that there were. */
export function totals(parts: readonly Stretch[]): { phase: Phase; length: number }[] {
  return PHASES.flatMap((phase) => {
    const own = parts.filter((part) => part.phase === phase);
    const length = own.reduce((sum, each) => sum + each.length, 0);
    return own.length > 0 ? [{ phase, length }] : [];
  });
}

function phaseOf({ from, to }: { from: TaskState | null; to: TaskState }): Phase {
  if (to === 'in_progress') return 'running';
  if (isFinal(to)) return 'ended';
  return from === 'in_progress' ? 'backoff' : 'waiting';
}

/** How long the state that *change* began lasted until *next*. */
export function lasted(change: Transition, next: Transition): number {
  return next.duration_ms ?? Date.parse(next.at) - Date.parse(change.at);
}
