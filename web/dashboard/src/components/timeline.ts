/** What a task spent its time with, from its history. */
import { isFinal } from '../api/tasks';
import type { TaskState, Transition } from '../api/types';

/** `ended` is the time between an end and the retry that somebody asked for. */
export const PHASES = ['waiting', 'running', 'backoff', 'ended'] as const;
export type Phase = (typeof PHASES)[number];

export interface Stretch {
  phase: Phase;
  position: number;
  /** How long, in ms; up to now for the one that lasts. */
  length: number;
}

/** The stretches of a task's life, first to last; *now* in ms. An end has no length of its own. */
export function stretches(history: readonly Transition[], now: number): Stretch[] {
  const changes = history.filter(({ from, to }) => from !== to);
  return changes.flatMap((change, index) => {
    const next = changes[index + 1];
    if (!next && isFinal(change.to)) return [];
    const length = next ? lasted(change, next) : now - Date.parse(change.at);
    return [{ phase: phaseOf(change), position: change.position, length: Math.max(0, length) }];
  });
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
