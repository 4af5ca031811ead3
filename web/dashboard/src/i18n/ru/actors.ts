export const actors = {
  'actor.person': 'Человек {{name}}',
  'actor.worker': 'Воркер {{name}}',
  'actor.schedule': 'Расписание {{name}}',
  'actor.task': 'Задача #{{name}}',
  'actor.system': 'Система',
  'actor.command': '{{name}}, командная строка',
  'actor.database': '{{name}}, база данных',
  'actor.webhook': 'Вебхук {{name}}',
  'actor.mercure': 'Mercure {{name}}',
  'actor.issuer': 'Служба входа',
  'actor.system:rescue': 'Система: восстановление',
  'actor.system:setup': 'Система: настройка',
} as const;
