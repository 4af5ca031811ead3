/** What addresses hold. A value that is none of those known is as if it were not there. */
import * as v from 'valibot';

/** Any text. */
export const word = v.fallback(v.optional(v.string()), undefined);

/** Digits, as all ids are. */
export const id = v.fallback(v.optional(v.pipe(v.string(), v.regex(/^\d{1,18}$/))), undefined);

/** An id or its first digits. */
export const prefix = v.fallback(
  v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,17}$/))),
  undefined,
);

/** A day as a date field gives it. */
export const day = v.fallback(v.optional(v.pipe(v.string(), v.isoDate())), undefined);

export const oneOf = <const Known extends readonly string[]>(known: Known) =>
  v.fallback(v.optional(v.picklist(known)), undefined);
