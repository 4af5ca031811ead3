/** Why an engine answers as it does, in the reader's language; of a new kind, its own words. */
import type { TFunction } from 'i18next';
import type { EngineReason } from '../api/types';
import { isKey } from '../i18n';

/** All that the sentences have; each has some. */
const BLANKS = { messages: '', people: '', shared: '', cue: '', atom_type: '', share: '' };

interface Reasoned {
  /** As the engine told it; what a model wrote is shown as it is. */
  reasoning: string;
  reasons?: readonly EngineReason[] | null | undefined;
}

export function reasoningOf({ reasoning, reasons }: Reasoned, t: TFunction): string {
  const said = reasons?.map((each) => sentenceOf(each, t)) ?? [];
  return said.length > 0 && !said.includes(null) ? said.join(' ') : reasoning;
}

function sentenceOf({ kind, blanks }: EngineReason, t: TFunction): string | null {
  const key = `reasoning.${kind}` as const;
  if (!isKey(key)) return null;
  const type = `atom.${blanks.atom_type ?? ''}` as const;
  return t(key, { ...BLANKS, ...blanks, ...(isKey(type) && { atom_type: t(type) }) });
}
