export const setup = {
  'setup.title': 'Set up Orakul',
  'setup.code': 'Set-up code',
  'setup.code.hint': 'Printed by the server when it started, in its terminal or its log',
  'setup.name': 'Your name',
  'setup.password.hint_one': 'At least {{count}} character',
  'setup.password.hint_other': 'At least {{count}} characters',
  'setup.submit': 'Make the first administrator',
  'setup.help':
    'Nobody can sign in yet. The code proves that this installation is yours; when it is lost or a day old, start the server again and it prints another.',
} as const;
