/** Events change lists; a ranking is kept apart from them, so that nothing moves it. */
import { expect, test } from 'vitest';
import { messageList } from './messages';
import { asSearch, isRanked } from './ranking';
import { topicList, topicRule } from './topics';
import { traceList } from './traceList';

test('only a search by meaning or both ranks', () => {
  expect([{}, { q: 'disk' }, { by: 'both' } as const].map(isRanked)).toEqual([false, false, false]);
  expect(isRanked({ q: 'disk', by: 'both' })).toBe(true);
});

test('what is not ranked is asked for in pages', () => {
  expect(asSearch({ by: 'both' })).toEqual({});
  expect(asSearch({ q: 'disk' })).toEqual({ q: 'disk' });
  expect(asSearch({ q: 'disk', by: 'both' })).toEqual({ q: 'disk', by: 'both', limit: 100 });
});

test('a ranking is none of the lists that events are put into', () => {
  expect(messageList({ q: 'disk' }).queryKey[0]).toBe('messages');
  expect(messageList({ q: 'disk', by: 'meaning' }).queryKey[0]).toBe('ranking');
  expect(messageList({ like: '7' }).queryKey[0]).toBe('ranking');
  expect(topicList({ q: 'disk', by: 'meaning' }).queryKey[0]).toBe('ranking');
  expect(traceList({ only: 'failed' }).queryKey[0]).toBe('trace-list');
  expect(traceList({ sort: 'duration' }).queryKey[0]).toBe('ranking');
});

test('a topic enters the list that is searched for a part of it, in any case', () => {
  const topic = {
    ...{ id: '1', project: 'demo', name: 'Disks', description: 'Full', keywords: ['storage'] },
    ...{ atoms: 0, messages: 0, created_at: '2026-01-02T03:04:05Z' },
  };
  const matches = (search: object) => topicRule(topicList(search).queryKey[2]).matches(topic);

  expect([{}, { q: 'STOR' }, { q: 'full', project: 'demo' }].map(matches)).toEqual([
    true,
    true,
    true,
  ]);
  expect([{ q: 'tape' }, { q: 'full', project: 'other' }].map(matches)).toEqual([false, false]);
});
