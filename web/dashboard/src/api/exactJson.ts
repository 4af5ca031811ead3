/**
 * JSON with integers beyond what a double holds, such as a task's argument may be: they become
 * BigInts, and have all their digits when they are written as JSON again. A browser that cannot
 * tell how a number was written rounds them.
 */

declare global {
  interface JSON {
    rawJSON?: (text: string) => unknown;
  }
  interface BigInt {
    toJSON?: () => unknown;
  }
}

const LONG = /\d{16}/;
const INTEGER = /^-?\d+$/;

BigInt.prototype.toJSON = function toJSON(this: bigint) {
  return JSON.rawJSON?.(String(this));
};

/** As JSON.parse, which is as fast where no number is long. */
export function parseExactly(text: string): unknown {
  return JSON.rawJSON && LONG.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
}

function exact(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source ?? '';
  const isLarge = typeof value === 'number' && !Number.isSafeInteger(value);
  return isLarge && INTEGER.test(source) ? BigInt(source) : value;
}
