/** Searches are explained in the reader's language, as far as there are words. */
import i18next from 'i18next';
import { expect, test } from 'vitest';
import type { Mistake } from '../api/search';
import { chooseLanguage } from '../i18n';
import { meaningOf, sentenceOf } from './searchWords';

const place = { before: '', wrong: '', after: '' };
const told = 'as the server has it';
const mistake = (kind: string, blanks: Mistake['blanks']) => ({ ...place, told, kind, blanks });
const suggestion = { text: 'state:failed', told, start: 0, end: 3 };

test('what is known is said in the language, and the rest as the server says it', async () => {
  await chooseLanguage('uk');
  const { t } = i18next;

  expect(meaningOf({ ...suggestion, kind: 'state', about: 'failed' }, t)).toBe(
    'завершилося помилкою',
  );
  expect(meaningOf({ ...suggestion, kind: 'argument', about: 'pay' }, t)).toBe('завдання: pay');
  expect(meaningOf({ ...suggestion, kind: 'value', about: null }, t)).toBe(told);
  expect(sentenceOf(mistake('no_value', { name: 'args.chat', told }), t)).toBe(
    'Після args.chat: без пробілу має стояти: значення аргументу',
  );
  expect(sentenceOf(mistake('takes_choice', { name: 'has', choices: 'a, b' }), t)).toBe(
    'has: можливі значення: a, b',
  );
  expect(sentenceOf(mistake('made_tomorrow', {}), t)).toBe(told);
  await chooseLanguage('en');
});
