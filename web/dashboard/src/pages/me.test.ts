import { expect, test } from 'vitest';
import { mayAct } from './me';

const rest = { language: 'en' as const, keywords: [] };
const member = {
  ...{ id: '1', email: 'ada@example.com', name: 'Ada', role: 'member' as const },
  projects: [
    { id: '7', slug: 'demo', name: 'Demo', role: 'member' as const, ...rest },
    { id: '8', slug: 'seen', name: 'Seen', role: 'viewer' as const, ...rest },
  ],
};

test.each([
  [null, true],
  ['demo', true],
  ['7', true],
  ['seen', false],
  ['8', false],
  ['left', false],
])('a member acts in %s: %s', (project, may) => {
  expect(mayAct(member, project)).toBe(may);
});

test('an administrator acts everywhere, a viewer and nobody nowhere', () => {
  expect(mayAct({ ...member, role: 'admin' }, 'left')).toBe(true);
  expect(mayAct({ ...member, role: 'viewer' }, 'demo')).toBe(false);
  expect(mayAct(null, null)).toBe(false);
});
