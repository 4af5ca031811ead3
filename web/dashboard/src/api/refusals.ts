/** What the server says no with, in the reader's language; of a new kind, its own sentence. */
import i18next from 'i18next';
import { isKey } from '../i18n';
import { formats } from '../i18n/format';

export type Blanks = Record<string, string | number>;

/** All that the sentences have; each has some. */
const BLANKS = {
  ...{ id: '', name: '', most: '', least: '', many: '', number: '', label: '', other: '' },
  ...{ trace: '', fingerprint: '', seconds: '', text: '', oldest: '', at: '', owner: '', chat: '' },
  ...{ by: '', task: '', project: '', slug: '', email: '', first: '', limit: '', choices: '' },
  ...{ types: '', format: '', task_state: '', run_state: '', experiment_state: '' },
  ...{ proposal_state: '', host: '', why: '', status: '', codes: '', error: '', rule: '', who: '' },
  ...{ scopes: '', methods: '', byte: '', key: '' },
};

/** Where the words are that a blank is filled with, where these are the server's own. */
const WORDS: Readonly<Record<string, string>> = {
  task_state: 'state',
  run_state: 'runs.state',
  experiment_state: 'experiments.state',
  proposal_state: 'proposals.decided',
};

interface Told {
  kind?: string | null | undefined;
  blanks?: Blanks | null | undefined;
}

/** Why something is refused; *told* says it in English. */
export function refusalOf({ kind, blanks }: Told, told: string): string {
  const key = `refusal.${kind ?? ''}` as const;
  return isKey(key) ? i18next.t(key, { ...BLANKS, ...filled(blanks) }) : told;
}

export interface Fault extends Told {
  path: string;
  message: string;
}

/** What is wrong with which part of a request. */
export function sentenceOf({ path, message, kind, blanks }: Fault): string {
  const key = `fault.${kind ?? ''}` as const;
  const what = isKey(key) ? i18next.t(key, { ...BLANKS, ...filled(blanks) }) : message;
  return path ? `${path}: ${what}` : what;
}

function filled(blanks: Told['blanks']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(blanks ?? {}).map(([name, value]) => [name, inWords(name, String(value))]),
  );
}

function inWords(name: string, value: string): string {
  if (name === 'at') return formats(i18next.language).moment(value);
  if (name === 'types') return value.split(', ').map(typeIn).join(', ');
  const area = WORDS[name];
  return area ? spoken(`${area}.${value}`, value) : value;
}

const typeIn = (type: string) => spoken(`json.type.${type}`, type);

function spoken(key: string, told: string): string {
  return i18next.exists(key) ? i18next.t(key, { defaultValue: told }) : told;
}
