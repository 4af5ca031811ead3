/** What programs write for terminals, as text for a page: colours go, other controls are shown. */

const ESCAPE = String.fromCharCode(0x1b);
const BELL = String.fromCharCode(0x07);
// Colours and cursor moves; titles and links, which end with a bell or an escape.
const SEQUENCES = new RegExp(
  `${ESCAPE}\\[[0-9;:?]*[ -/]*[@-~]|${ESCAPE}\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)?`,
  'g',
);
const PICTURES = 0x2400; // of the control characters, one by one
const KEPT = ['\n', '\t'];

/** *text* without escape sequences; what else nobody would see stands there as a picture. */
export function plainText(text: string): string {
  return Array.from(text.replace(SEQUENCES, ''), visible).join('');
}

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 || KEPT.includes(character)) return character;
  return character === '\r' ? '' : String.fromCodePoint(PICTURES + code);
}
