/** A trace link leads to the web or nowhere. */
import { expect, test } from 'vitest';
import { traceUrl } from './traceUrl';

test('the id takes its place in the template', () => {
  expect(traceUrl('https://jaeger.example.org/trace/{trace_id}', 'ab')).toBe(
    'https://jaeger.example.org/trace/ab',
  );
});

test.each([null, '', 'javascript:alert({trace_id})'])('%s leads nowhere', (template) => {
  expect(traceUrl(template, 'ab')).toBeNull();
});
