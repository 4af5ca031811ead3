/** Why something is refused is told in the reader's language, as far as there are words. */
import { afterEach, expect, test } from 'vitest';
import { chooseLanguage } from '../i18n';
import { faultOf, ProblemError } from './client';
import type { Problem } from './types';

const detail = 'as the server has it';

const refused = (given: Partial<Problem>) =>
  new ProblemError(409, { type: 'about:blank', title: '', status: 409, detail, ...given });

afterEach(() => chooseLanguage('en'));

test.each([
  ['en', 'Task 7 is “Completed”: only a failed or cancelled one can be retried.'],
  ['uk', 'Стан завдання 7 — «Завершено»: повторити можна лише те, що не вдалося або скасоване.'],
  ['ru', 'Состояние задачи 7 — «Завершена»: повторить можно только неудачную или отменённую.'],
] as const)('in %s with the words of the states', async (language, sentence) => {
  await chooseLanguage(language);
  const blanks = { id: 7, task_state: 'completed' };

  expect(refused({ kind: 'task_not_retried', blanks }).message).toBe(sentence);
});

test('a time is told as everywhere else', async () => {
  await chooseLanguage('uk');
  const at = new Date();
  at.setHours(9, 5, 7);
  const blanks = { id: 3, proposal_state: 'merged', by: 'Olena', at: at.toISOString() };

  expect(refused({ kind: 'proposal_decided', blanks }).message).toBe(
    'Щодо пропозиції 3 вже вирішено: об’єднано, Olena, 09:05:07.',
  );
});

test('a state that is new is told as the server calls it', async () => {
  await chooseLanguage('uk');
  const blanks = { id: 7, task_state: 'frozen' };

  expect(refused({ kind: 'task_not_cancelled', blanks }).message).toContain('«frozen»');
});

test('what is wrong with a field stands behind its path, also for the field alone', async () => {
  await chooseLanguage('ru');
  const errors: Problem['errors'] = [
    { path: 'args.text', message: 'is missing', kind: 'required', blanks: {} },
    { path: 'args.id', message: detail, kind: 'type', blanks: { types: 'integer, null' } },
    { path: 'args.new', message: 'is new' },
    { path: 'reason', message: detail, kind: 'max_length', blanks: { limit: '200' } },
  ];
  const error = refused({ kind: 'invalid', errors });

  expect(error.message).toBe(
    'В отправленном есть ошибки. args.text: не хватает; args.id: должно быть: целое число, null;' +
      ' args.new: is new; reason: слишком длинно: символов не больше 200',
  );
  expect(faultOf(error, 'reason')).toBe('reason: слишком длинно: символов не больше 200');
});

test('what is wrong with the only part is said once', () => {
  const told = { kind: 'channel_key_short', blanks: { least: 16 } };
  const error = refused({ ...told, errors: [{ ...told, path: 'secret', message: detail }] });

  expect(error.message).toBe('The secret is too short: at least 16 characters.');
});

test('a refusal of a new kind, or of none, keeps its own sentence', async () => {
  await chooseLanguage('uk');

  expect(refused({ kind: 'made_tomorrow' }).message).toBe(detail);
  expect(refused({}).message).toBe(detail);
});
