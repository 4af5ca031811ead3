/**
 * What programs write for terminals, as text for a page: colours go, other controls are shown. So is
 * what turns the direction of a text, which would make it read as another one.
 */

const ESCAPE = String.fromCharCode(0x1b);
const BELL = String.fromCharCode(0x07);
// Colours and cursor moves; titles and links, which end with a bell or an escape.
const SEQUENCES = new RegExp(
  `${ESCAPE}\\[[0-9;:?]*[ -/]*[@-~]|${ESCAPE}\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)?`,
  'g',
);
const PICTURES = 0x2400; // of the control characters, one by one
const KEPT = ['\n', '\t'];

const TURNS = /[\u202a-\u202e\u2066-\u2069]/g; // until they are ended: those of letters stay

/** *text* without escape sequences; what else nobody would see stands there as a picture. */
export function plainText(text: string): string {
  return unturned(Array.from(text.replace(SEQUENCES, ''), visible).join(''));
}

/** *text* with what turns its direction written as in JSON, so that it turns nothing. */
export function unturned(text: string): string {
  return text.replace(TURNS, (turn) => `\\u${turn.charCodeAt(0).toString(16)}`);
}

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 || KEPT.includes(character)) return character;
  return character === '\r' ? '' : String.fromCodePoint(PICTURES + code);
}
