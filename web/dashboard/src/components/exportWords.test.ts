/** What is wrong with an export is told in the reader's language, as far as there are words. */
import i18next from 'i18next';
import { afterEach, expect, test } from 'vitest';
import { ProblemError } from '../api/client';
import { chooseLanguage } from '../i18n';
import { findingOf, refusalOf } from './exportWords';

const { t } = i18next;
const detail = 'as the server has it';
const refused = (kind: string | undefined, blanks: Record<string, string | number>) =>
  new ProblemError(422, { type: 'about:blank', title: '', status: 422, detail, kind, blanks });
const example = 'message 7 of "Team"';

afterEach(() => chooseLanguage('en'));

test('a refusal says what is wrong, where, and what to do', async () => {
  await chooseLanguage('uk');

  expect(refusalOf(refused('html', { at: 0, advice: 'format' }), t)).toBe(
    'Файл — сторінка HTML (байт 0). Оберіть формат JSON у Telegram Desktop і експортуйте чат іще раз.',
  );
  expect(refusalOf(refused('cut_off', { at: 9, advice: 'again', message: '7', chat: '' }), t)).toBe(
    'Файл закінчується зарано (байт 9, після: повідомлення 7 у «без назви»). Експортуйте чат іще раз.',
  );
  expect(refusalOf(refused('too_large', { at: 9, advice: 'again', most: 64 }), t)).toContain(
    'більше за 64 МіБ',
  );
});

test('what was seen is told with its first place', async () => {
  await chooseLanguage('ru');
  const place = { message: '', chat: 'Team', byte: 12 };
  const seen = { count: 2, example };

  expect(findingOf(detail, { ...seen, kind: 'no_id', place }, 'skip', t)).toBe(
    '2 × нет номера, который был бы целым числом из 64 битов (первое: сообщение без номера в «Team», байт 12)',
  );
  expect(
    findingOf(
      detail,
      { ...seen, kind: 'byte_order_mark', place: { message: null, chat: '', byte: 0 } },
      'repair',
      t,
    ),
  ).toBe('2 × метка порядка байтов в начале: убрана (первое: байт 0)');
});

test('what is new or was stored by an earlier version keeps its own sentence', () => {
  expect(refusalOf(refused('made_tomorrow', { at: 0, advice: 'format' }), t)).toBe(detail);
  expect(refusalOf(refused(undefined, {}), t)).toBe(detail);
  expect(findingOf(detail, { count: 1, example }, 'skip', t)).toBe(
    '1 × as the server has it (first: message 7 of "Team")',
  );
});
