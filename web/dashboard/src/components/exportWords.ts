/** What the server tells of exports, in the reader's language; of a new kind, its own sentence. */
import type { TFunction } from 'i18next';
import { ProblemError } from '../api/client';
import type { Finding } from '../api/imports';
import { exports } from '../i18n/en/exports';
import { imports } from '../i18n/en/imports';

/** All that the sentences have; each has some. */
const BLANKS = { most: '', fault: '', place: '', advice: '', byte: '', message: '', chat: '' };

/** Why a file is refused, where that was noticed, and what to do. */
export function refusalOf({ kind, blanks, message }: ProblemError, t: TFunction): string {
  const room = `import.room.${kind ?? ''}`;
  if (isOfRoom(room)) return t(room, { ...BLANKS, ...blanks });
  const fault = `export.fault.${kind ?? ''}`;
  const advice = `export.advice.${blanks.advice ?? ''}`;
  if (!isKnown(fault) || !isKnown(advice)) return message;
  const after = 'message' in blanks ? messageOf(blanks.message, blanks.chat, t) : undefined;
  const byte = String(blanks.at);
  return t('export.refused', {
    fault: t(fault, { ...BLANKS, ...blanks }),
    place: after
      ? t('export.place.after', { byte, message: after })
      : t('export.place.byte', { byte }),
    advice: t(advice),
  });
}

/** What was seen how often in a file, and where first; *told* says what in English. */
export function findingOf(
  told: string,
  { count, kind, place, example }: Finding,
  about: 'skip' | 'repair',
  t: TFunction,
): string {
  const key = `export.${about}.${kind ?? ''}`;
  const reason = isKnown(key) ? t(key) : told;
  return t('import.reason', { count, reason, example: place ? placeOf(place, t) : example });
}

function placeOf({ message, chat, byte }: NonNullable<Finding['place']>, t: TFunction): string {
  const within = message === null ? undefined : messageOf(message, chat, t);
  if (byte === null) return within ?? '';
  return within
    ? t('export.place.within', { message: within, byte })
    : t('export.place.byte', { byte });
}

type Told = string | number | undefined;

function messageOf(message: Told, chat: Told, t: TFunction): string {
  return t('export.place.message', {
    message: message === '' ? t('export.place.no_id') : String(message),
    chat: chat === '' ? t('export.place.no_title') : String(chat),
  });
}

function isOfRoom(key: string): key is keyof typeof imports & `import.room.${string}` {
  return Object.hasOwn(imports, key);
}

function isKnown(key: string): key is keyof typeof exports {
  return Object.hasOwn(exports, key);
}
