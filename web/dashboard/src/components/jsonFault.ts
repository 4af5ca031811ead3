/** Where a text stops being JSON: what the browser says of it differs, and may say no place. */

export type Expected = 'value' | 'key' | 'colon' | 'comma' | 'end' | 'known';

export interface JsonFault {
  /** From 1. */
  line: number;
  /** From 1, in characters. */
  column: number;
  /** What would have to stand there; `known` where it is JSON to our eyes alone. */
  expected: Expected;
}

/** What is wrong with *text*, or null when it is JSON. */
export function jsonFault(text: string): JsonFault | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const { at, expected } = new Scanner(text).fault();
    const before = text.slice(0, at).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected };
  }
}

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y;
const TEXT = /"(?:[^"\\\n]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;

class Fault {
  constructor(
    readonly at: number,
    readonly expected: Expected,
  ) {}
}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  fault(): Fault {
    const fault = this.#value();
    if (fault) return fault;
    this.#take(SPACE);
    return new Fault(this.#at, this.#at < this.#text.length ? 'end' : 'known');
  }

  #value(): Fault | null {
    this.#take(SPACE);
    if (this.#skip('{')) return this.#members('}', () => this.#member());
    if (this.#skip('[')) return this.#members(']', () => this.#value());
    return this.#take(SCALAR) || this.#take(TEXT) ? null : new Fault(this.#at, 'value');
  }

  /** The inside of an object or a list, up to and with its *end*. */
  #members(end: string, member: () => Fault | null): Fault | null {
    this.#take(SPACE);
    if (this.#skip(end)) return null;
    for (;;) {
      const fault = member();
      if (fault) return fault;
      this.#take(SPACE);
      if (this.#skip(end)) return null;
      if (!this.#skip(',')) return new Fault(this.#at, 'comma');
    }
  }

  #member(): Fault | null {
    this.#take(SPACE);
    if (!this.#take(TEXT)) return new Fault(this.#at, 'key');
    this.#take(SPACE);
    return this.#skip(':') ? this.#value() : new Fault(this.#at, 'colon');
  }

  #skip(sign: string): boolean {
    const is = this.#text.startsWith(sign, this.#at);
    if (is) this.#at += sign.length;
    return is;
  }

  #take(token: RegExp): boolean {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text);
    if (found) this.#at = token.lastIndex;
    return found !== null;
  }
}
