export const actors = {
  'actor.person': 'Person {{name}}',
  'actor.worker': 'Worker {{name}}',
  'actor.schedule': 'Schedule {{name}}',
  'actor.task': 'Task #{{name}}',
  'actor.system': 'System',
  'actor.command': '{{name}}, command line',
  'actor.database': '{{name}}, database',
  'actor.webhook': 'Webhook {{name}}',
  'actor.mercure': 'Mercure {{name}}',
  'actor.issuer': 'Sign-in service',
  'actor.system:rescue': 'System: rescue',
  'actor.system:setup': 'System: set-up',
} as const;
