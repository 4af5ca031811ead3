export const actors = {
  'actor.person': 'Людина {{name}}',
  'actor.worker': 'Воркер {{name}}',
  'actor.schedule': 'Розклад {{name}}',
  'actor.task': 'Завдання #{{name}}',
  'actor.system': 'Система',
  'actor.command': '{{name}}, командний рядок',
  'actor.database': '{{name}}, база даних',
  'actor.webhook': 'Вебхук {{name}}',
  'actor.mercure': 'Mercure {{name}}',
  'actor.issuer': 'Служба входу',
  'actor.system:rescue': 'Система: відновлення',
  'actor.system:setup': 'Система: налаштування',
} as const;
