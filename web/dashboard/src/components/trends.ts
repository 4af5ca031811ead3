/** How the numbers of the header went in the last hour, minute by minute and on to the present. */
import type { Metrics, Minutes } from '../api/types';

const MINUTE = 60_000; // ms

/** Null where there was none. */
export type Values = readonly (number | null)[];

export interface Hour {
  queued: Values;
  active: Values;
  /** In seconds. */
  oldest: Values;
}

/** *minutes*, which were read *age* ms ago, and what the header says now; *waited* in seconds. */
export function hourUpTo(
  { queued, active }: Metrics,
  minutes: Minutes,
  { waited, age }: { waited: number | null; age: number },
): Hour {
  const passed = Math.min(minutes.queued.length, Math.max(0, Math.floor(age / MINUTE)));
  return {
    queued: onward(minutes.queued, passed, queued),
    active: onward(minutes.active, passed, active),
    oldest: onward(minutes.oldest_seconds, passed, waited, MINUTE / 1000),
  };
}

/**
 * *values* with that of now at their end. In the minutes that *passed* since they were read nothing
 * has happened: the number stood as it does now, or has grown by *growth* a minute.
 */
function onward(values: Values, passed: number, now: number | null, growth = 0): Values {
  const since = Array.from({ length: passed }, (_, index) => {
    const then = now === null ? null : now - growth * (passed - index);
    return then === null || then < 0 ? null : then;
  });
  return [...values.slice(passed), ...since, now];
}
