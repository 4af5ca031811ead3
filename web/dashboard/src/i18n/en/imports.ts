export const imports = {
  'import.title': 'Import a chat',
  'import.start': 'Import',
  'import.file': 'Export file',
  'import.file.help':
    'result.json of Telegram Desktop: Export chat history, format “Machine-readable JSON”.',
  'import.most': 'At most {{most}}.',
  'import.large':
    'This file has {{size}}; at most {{most}} are taken here. “orakul import FILE” on the server takes any.',
  'import.one': 'These are several files: choose one at a time.',
  'import.drop': 'Drop the export here to import it',
  'import.drop.help': 'You choose the project next; nothing is sent before.',
  'import.sending': 'Sending the file',
  'import.reading': 'The server checks the file',
  'import.broke': 'The connection broke. Try again: no message is stored twice.',
  'import.again': 'Try again',
  'import.room.uploads_of_person':
    'You are sending as many files already as one person may ({{most}}). Wait until one has arrived, then try again.',
  'import.room.uploads_at_once':
    'As many files are being sent here already as are taken at once ({{most}}). Try again in a moment.',
  'import.room.disk_full':
    'The server’s disk has no room for this file. Ask whoever runs it to free some, then try again.',
  'import.task': 'Open the task of this import',
  'import.cancel': 'Cancel the import',
  'import.cancelled': 'The import was cancelled. What had been read stays.',
  'import.failed': 'The import failed. Its task tells why, and can be tried again.',
  'import.saved_one': '{{count}} new message',
  'import.saved_other': '{{count}} new messages',
  'import.duplicate_one': '{{count}} was here already',
  'import.duplicate_other': '{{count}} were here already',
  'import.updated_one': '{{count}} was edited since, and is updated',
  'import.updated_other': '{{count}} were edited since, and are updated',
  'import.skipped_one': '{{count}} could not be read',
  'import.skipped_other': '{{count}} could not be read',
  'import.reason': '{{count}} × {{reason}} (first: {{example}})',
} as const;
