export const charts = {
  'charts.title': 'Графики',
  'charts.show': 'Показать графики',
  'charts.hide': 'Скрыть графики',
  'charts.measure': 'Что показать',
  'charts.throughput': 'Пропускная способность',
  'charts.failures': 'Ошибки',
  'charts.wait': 'Ожидание',
  'charts.run': 'Выполнение',
  'charts.by': 'Отдельная линия для',
  'charts.by.none': 'Всё вместе',
  'charts.by.queue': 'По очереди',
  'charts.by.name': 'По задаче',
  'charts.by.worker': 'По исполнителю',
  'charts.by.state': 'По статусу',
  'charts.span': 'За какое время',
  'charts.last': 'Последние {{span}}',
  'charts.rest': 'Прочие',
  'charts.empty': 'За это время не завершилась ни одна задача',
  'charts.label_one':
    '{{measure}}: за последние {{span}} завершена {{ended}} задача. Выделите промежуток, чтобы её найти.',
  'charts.label_few':
    '{{measure}}: за последние {{span}} завершены {{ended}} задачи. Выделите промежуток, чтобы их найти.',
  'charts.label_many':
    '{{measure}}: за последние {{span}} завершено {{ended}} задач. Выделите промежуток, чтобы их найти.',
  'charts.label_other':
    '{{measure}}: за последние {{span}} завершено {{ended}} задачи. Выделите промежуток, чтобы их найти.',
} as const;
