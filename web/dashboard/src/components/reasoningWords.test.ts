/** What the offline engine says is told in the reader's language; what a model wrote, as it is. */
import i18next from 'i18next';
import { afterEach, expect, test } from 'vitest';
import type { EngineReason } from '../api/types';
import { chooseLanguage } from '../i18n';
import { reasoningOf } from './reasoningWords';

const { t } = i18next;
const reasoning = 'as the engine has it';

afterEach(() => chooseLanguage('en'));

test('with the words of the types of atoms', async () => {
  await chooseLanguage('uk');
  const reasons: EngineReason[] = [
    { kind: 'atom', blanks: { atom_type: 'risk', cue: 'може впасти' } },
  ];

  expect(reasoningOf({ reasoning, reasons }, t)).toBe(
    'За словами «може впасти» речення читається як «Ризик».',
  );
});

test('sentence after sentence', async () => {
  await chooseLanguage('ru');
  const reasons: EngineReason[] = [
    { kind: 'request', blanks: { cue: 'can you fix it' } },
    { kind: 'likely', blanks: { share: 87 } },
    { kind: 'merged', blanks: { messages: 3 } },
  ];

  expect(reasoningOf({ reasoning, reasons }, t)).toBe(
    'Кого-то просят это сделать: «can you fix it». Классификатор просьб даёт 87 %.' +
      ' Сообщений, где это сказано: 3.',
  );
});

test('what a model wrote, or a newer engine, keeps its own words as a whole', () => {
  const reasons: EngineReason[] = [
    { kind: 'near', blanks: {} },
    { kind: 'made_tomorrow', blanks: {} },
  ];

  expect(reasoningOf({ reasoning, reasons }, t)).toBe(reasoning);
  expect(reasoningOf({ reasoning, reasons: null }, t)).toBe(reasoning);
});
