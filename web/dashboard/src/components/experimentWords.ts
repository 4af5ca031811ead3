/** Words for what every view of an experiment tells. */
import type { Experiment } from '../api/types';

/** The engine with its model; empty where none has begun. */
export function engineOf({ engine, model }: Pick<Experiment, 'engine' | 'model'>): string {
  return [engine, model].filter(Boolean).join(' · ');
}

export function dollars(amount: number): string {
  return `$${amount.toFixed(4)}`;
}
