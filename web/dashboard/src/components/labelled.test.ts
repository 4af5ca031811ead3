/** Labelled texts are read in four forms, and what is wrong is told with its place. */
import { expect, test } from 'vitest';
import { readLabelled } from './labelled';

const SET = {
  items: [
    { text: 'it fails', label: 'bug' },
    { text: 'why, though?', label: 'question' },
  ],
  labels: [
    { name: 'bug', description: '' },
    { name: 'question', description: '' },
  ],
};

test.each([
  ['a list in JSON', JSON.stringify(SET.items)],
  ['JSON lines', SET.items.map((each) => JSON.stringify(each)).join('\n') + '\n'],
  ['a table with commas', 'text,label\nit fails,bug\r\n"why, though?",question\n'],
  ['a table with semicolons', 'label;text;who\nbug;it fails;ann\n\nquestion;why, though?;bob'],
  ['a table with tabs', '\uFEFFText\tLabel\nit fails\tbug\n why, though? \tquestion'],
])('%s is read', (_, text) => {
  expect(readLabelled(text)).toEqual({ set: SET });
});

test('JSON may describe its labels', () => {
  const labels = [
    { name: 'question', description: 'asks' },
    { name: 'bug', description: 'complains' },
  ];

  expect(readLabelled(JSON.stringify({ items: SET.items, labels }))).toEqual({
    set: { items: SET.items, labels },
  });
});

test('a quoted cell holds quotes and lines, and later lines keep their numbers', () => {
  const read = readLabelled('text,label\n"said ""no""\nagain",bug\n,question\nwhy,question');

  expect(read).toEqual({ faults: [{ what: 'text', place: { line: 4 } }] });
});

test.each([
  ['  \n', [{ what: 'none' }]],
  ['it fails,bug\nwhy,question', [{ what: 'headings' }]],
  ['text,label\nit fails', [{ what: 'shape', place: { line: 2 } }]],
  ['text,label\n"it fails,bug\nwhy,question', [{ what: 'quote', line: 2 }]],
  ['[{"text": "it", "label": "bug"},\n 7]', [{ what: 'shape', place: { item: 2 } }]],
  ['[{"text": "it" "label": "bug"}]', [{ what: 'json', line: 1, column: 16, expected: 'comma' }]],
  [
    '{"text": "it", "label": "bug"}\n{"text": 1, "label": "bug"}\n{"text"}',
    [{ what: 'json', line: 3, column: 8, expected: 'colon' }],
  ],
  [`text,label\n${'x'.repeat(8001)},bug`, [{ what: 'long', place: { line: 2 } }]],
  [`text,label\nit,${'x'.repeat(101)}`, [{ what: 'name', place: { line: 2 } }]],
  ['text,label\nit,bug\nthat,bug', [{ what: 'few' }]],
  ['text,label\nit,bug\nthat,Bug', [{ what: 'alike' }]],
  [`text,label\n${'it,bug\nthat,question\n'.repeat(1001)}`, [{ what: 'many' }]],
  [
    '{"items": [{"text": "it", "label": "bug"}], "labels": [{"name": "a"}, {"name": "b"}]}',
    [{ what: 'unknown', place: { item: 1 } }],
  ],
])('%j is refused', (text, faults) => {
  expect(readLabelled(text)).toEqual({ faults });
});
