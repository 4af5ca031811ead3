/** Lines of a log as text: on the page, and in the file that is saved. */
import type { LogLine } from '../api/types';
import { plainText } from './plainText';

/** What was logged with a line, as `key=value`; text of several lines stands on its own. */
export function fieldsText(fields: LogLine['fields']): string {
  return Object.entries(fields)
    .map(([key, value]) => {
      const text = plainText(typeof value === 'string' ? value : JSON.stringify(value));
      return text.includes('\n') ? `\n${key}:\n${text}` : `${key}=${text}`;
    })
    .join(' ')
    .trim();
}

export function logText(lines: readonly LogLine[]): string {
  return lines.map((line) => `${lineText(line)}\n`).join('');
}

function lineText({ at, level, attempt, logger, event, fields }: LogLine): string {
  const text = [plainText(event), fieldsText(fields)].filter(Boolean).join(' ');
  return `${at} ${level.toUpperCase()} ${attempt} ${logger}: ${text}`;
}

/** Whether Orakul wrote the line into a full log, to say how many more there were. */
export function isCut({ logger, fields }: LogLine): boolean {
  return logger === 'orakul' && 'dropped' in fields;
}
