/** Each span stands under what caused it, and a task's own are told from those of others. */
import { expect, test } from 'vitest';
import type { Span } from '../api/types';
import { spanRows, spansOfTask, stretchOf } from './spans';

function span(span_id: string, parent_id: string | null, given: Partial<Span> = {}): Span {
  return {
    ...{ span_id, parent_id, service: 'web', name: span_id, kind: 'client', status: 'ok' },
    ...{ started_at: '2026-01-02T03:04:05Z', offset_us: 0, duration_us: 1, attributes: {} },
    ...given,
  };
}

const work = (id: string, parent: string, task: number) =>
  span(id, parent, { kind: 'consumer', attributes: { 'orakul.task.id': task } });
const TREE = [
  span('request', 'elsewhere'),
  work('first', 'request', 7),
  span('statement', 'first'),
  work('second', 'first', 8),
  span('other', 'second'),
];
const told = (spans: Span[], closed: string[] = []) =>
  spanRows(spans, new Set(closed)).map(({ span: { name }, depth, isParent }) => [
    name,
    depth,
    isParent,
  ]);

test('a span whose parent is not kept stands at the root', () => {
  expect(told(TREE)).toEqual([
    ['request', 0, true],
    ['first', 1, true],
    ['statement', 2, false],
    ['second', 2, true],
    ['other', 3, false],
  ]);
});

test('what is under a closed span is left out', () => {
  expect(told(TREE, ['first'])).toEqual([
    ['request', 0, true],
    ['first', 1, true],
  ]);
});

test('what each deferred the next stands however deep', () => {
  const chain = Array.from({ length: 5000 }, (_, n) => span(`${n}`, n > 0 ? `${n - 1}` : null));

  expect(spanRows(chain, new Set()).map(({ depth }) => depth)).toEqual(
    chain.map((_, depth) => depth),
  );
});

test('a request that names what came of it as its parent hides nothing', () => {
  const circle = [span('a', 'c'), span('b', 'a'), span('c', 'b'), span('of c', 'c')];

  expect(told([...circle, span('own', 'own')])).toEqual([
    ['a', 0, true],
    ['b', 1, true],
    ['c', 2, true],
    ['of c', 3, false],
    ['own', 0, false],
  ]);
});

test('what a task does is its own, a task that it defers is not', () => {
  expect(spansOfTask(TREE, '7').map(({ name }) => name)).toEqual(['first', 'statement']);
  expect(spansOfTask(TREE, '9')).toEqual([]);
});

test('a trace lasts from its first beginning to its last end', () => {
  const spans = [
    span('a', null, { offset_us: 5, duration_us: 20 }),
    span('b', null, { offset_us: 8, duration_us: 3 }),
  ];

  expect(stretchOf(spans)).toEqual({ from: 5, to: 25 });
  expect(stretchOf([])).toEqual({ from: 0, to: 1 });
});
