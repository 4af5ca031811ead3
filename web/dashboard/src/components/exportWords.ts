/** What the server tells of exports, in the reader's language; of a new kind, its own sentence. */
import type { TFunction } from 'i18next';
import { ProblemError } from '../api/client';
import type { Finding } from '../api/imports';
import { isKey } from '../i18n';

/** All that the sentences have; each has some. */
const BLANKS = { most: '', fault: '', place: '', advice: '', byte: '', message: '', chat: '' };

/** Why a file is refused, where that was noticed, and what to do. */
export function refusalOf({ kind, blanks, message }: ProblemError, t: TFunction): string {
  const room = `import.room.${kind ?? ''}` as const;
  if (isKey(room)) return t(room, { ...BLANKS, ...blanks });
  const fault = `export.fault.${kind ?? ''}` as const;
  const advice = `export.advice.${blanks.advice ?? ''}` as const;
  if (!isKey(fault) || !isKey(advice)) return message;
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
  const key = `export.${about}.${kind ?? ''}` as const;
  const reason = isKey(key) ? t(key) : told;
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
