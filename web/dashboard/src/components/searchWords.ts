/** What the server tells of searches, in the reader's language; of a new kind, its own sentence. */
import type { TFunction } from 'i18next';
import type { Mistake } from '../api/search';
import type { Suggestion } from '../api/types';
import { isKey } from '../i18n';

/** All that the sentences have; each has some. */
const BLANKS = {
  name: '',
  near: '',
  known: '',
  told: '',
  sign: '',
  choices: '',
  most: '',
  names: '',
};

/** What a suggestion means. */
export function meaningOf({ kind, about, told }: Suggestion, t: TFunction): string {
  if (kind === 'argument' && about) return t('search.argument', { names: about });
  const key = `search.${kind}.${about ?? ''}` as const;
  return isKey(key) ? t(key) : told;
}

/** What is wrong, and what to write instead. */
export function sentenceOf({ kind, blanks, told }: Mistake, t: TFunction): string {
  const key = `search.mistake.${kind ?? ''}` as const;
  if (!isKey(key)) return told;
  // All arguments are followed by the same.
  const name = String(blanks.name).replace(/^args\..*/, 'args.');
  const follows = `search.qualifier.${name}` as const;
  return t(key, { ...BLANKS, ...blanks, ...(isKey(follows) && { told: t(follows) }) });
}
