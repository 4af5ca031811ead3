/**
 * Labelled texts as people have them: JSON, JSON lines, or a table with a line of headings.
 *
 * What is wrong is told with its place: the line of a table, the number of an item in JSON.
 */
import * as v from 'valibot';
import { jsonFault, type Expected } from './jsonFault';

export const MOST_ITEMS = 2000;
export const MOST_LABELS = 100;
const LONGEST = { text: 8000, label: 100 } as const; // characters

export interface Labelled {
  text: string;
  label: string;
}

export interface Label {
  name: string;
  description: string;
}

export interface LabelledSet {
  items: Labelled[];
  /** In the order of their names, or as the file has them. */
  labels: Label[];
}

type Place = { line: number } | { item: number };
type Wrong = 'shape' | 'text' | 'label' | 'long' | 'name' | 'unknown';
export type LabelledFault =
  | { what: Wrong; place: Place }
  | { what: 'json'; line: number; column: number; expected: Expected }
  | { what: 'quote'; line: number }
  | { what: 'headings' | 'many' | 'few' | 'alike' | 'none' };

export type Reading = { set: LabelledSet } | { faults: LabelledFault[] };

interface Row {
  place: Place;
  value: unknown;
}

/** Reads what was pasted or dropped. */
export function readLabelled(text: string): Reading {
  const given = text.replace(/^\uFEFF/, '');
  if (given.trim() === '') return { faults: [{ what: 'none' }] };
  const first = given.trimStart()[0];
  if (first !== '[' && first !== '{') return readTable(given);
  if (first === '{' && jsonFault(given)) return readLines(given);
  return readJson(given);
}

const whole = v.object({
  items: v.array(v.unknown()),
  labels: v.optional(
    v.nullable(v.array(v.object({ name: v.string(), description: v.optional(v.string(), '') }))),
  ),
});
const labelled = v.object({ text: v.string(), label: v.string() });

function readJson(text: string): Reading {
  const fault = jsonFault(text);
  if (fault) return { faults: [{ what: 'json', ...fault }] };
  const value: unknown = JSON.parse(text);
  const rows = (items: unknown[]) =>
    items.map((item, index) => ({ place: { item: index + 1 }, value: item }));
  if (Array.isArray(value)) return readRows(rows(value), null);
  const given = v.safeParse(whole, value);
  // A single labelled text is a list of one.
  if (!given.success) return readRows(rows([value]), null);
  return readRows(rows(given.output.items), given.output.labels ?? null);
}

function readLines(text: string): Reading {
  const rows: Row[] = [];
  const faults: LabelledFault[] = [];
  for (const [index, each] of text.split('\n').entries()) {
    if (each.trim() === '') continue;
    const fault = jsonFault(each);
    if (fault) faults.push({ what: 'json', ...fault, line: index + 1 });
    else rows.push({ place: { line: index + 1 }, value: JSON.parse(each) });
  }
  return faults.length > 0 ? { faults } : readRows(rows, null);
}

function readTable(text: string): Reading {
  const head = text.trimStart().split('\n')[0] ?? '';
  const separator = ['\t', ';', ','].find((each) => head.includes(each)) ?? ',';
  const table = cells(text, separator);
  if ('fault' in table) return { faults: [table.fault] };
  const [headings, ...lines] = table.lines;
  const names = headings?.cells.map((each) => each.trim().toLowerCase()) ?? [];
  const [words, classes] = [names.indexOf('text'), names.indexOf('label')];
  if (words === -1 || classes === -1) return { faults: [{ what: 'headings' }] };
  return readRows(
    lines.map(({ line, cells: row }) => ({
      place: { line },
      value: { text: row[words], label: row[classes] },
    })),
    null,
  );
}

interface Line {
  /** From 1, in the text; a cell may go over several. */
  line: number;
  cells: string[];
}

/** The cells of each line that is not blank, as RFC 4180 quotes them. */
function cells(text: string, separator: string): { lines: Line[] } | { fault: LabelledFault } {
  const lines: Line[] = [];
  let [row, cell, line, begun] = [[''].slice(1), '', 1, 1];
  let quotedSince: number | null = null;
  const end = () => {
    row.push(cell);
    if (row.some((each) => each.trim() !== '')) lines.push({ line: begun, cells: row });
    [row, cell, begun] = [[], '', line + 1];
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (quotedSince !== null) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += sign;
        at += 1;
      } else quotedSince = null;
    } else if (sign === '"' && cell === '') quotedSince = line;
    else if (sign === separator) {
      row.push(cell);
      cell = '';
    } else if (sign === '\n') end();
    else if (sign !== '\r') cell += sign;
    if (sign === '\n') line += 1;
  }
  if (quotedSince !== null) return { fault: { what: 'quote', line: quotedSince } };
  end();
  return { lines };
}

function readRows(rows: readonly Row[], labels: readonly Label[] | null): Reading {
  const faults: LabelledFault[] = [];
  const items: Labelled[] = [];
  const known = labels && new Set(labels.map(({ name }) => name.trim()));
  for (const { place, value } of rows) {
    const read = v.safeParse(labelled, value);
    const item = read.success
      ? { text: read.output.text.trim(), label: read.output.label.trim() }
      : null;
    const what = item ? wrongWith(item, known) : 'shape';
    if (what) faults.push({ what, place });
    else if (item) items.push(item);
  }
  if (faults.length > 0) return { faults };
  return checked(items, labels);
}

function wrongWith({ text, label }: Labelled, known: Set<string> | null): Wrong | null {
  if (text === '') return 'text';
  if (label === '') return 'label';
  if (Array.from(text).length > LONGEST.text) return 'long';
  if (Array.from(label).length > LONGEST.label) return 'name';
  return known && !known.has(label) ? 'unknown' : null;
}

function checked(items: Labelled[], given: readonly Label[] | null): Reading {
  const names = [...new Set(items.map(({ label }) => label))].toSorted();
  const labels = given
    ? given.map(({ name, description }) => ({ name: name.trim(), description }))
    : names.map((name) => ({ name, description: '' }));
  const read = new Set(labels.map(({ name }) => name.toLowerCase()));
  if (items.length > MOST_ITEMS || labels.length > MOST_LABELS) {
    return { faults: [{ what: 'many' }] };
  }
  if (labels.length < 2 || items.length === 0) return { faults: [{ what: 'few' }] };
  if (read.size < labels.length) return { faults: [{ what: 'alike' }] };
  return { set: { items, labels } };
}
