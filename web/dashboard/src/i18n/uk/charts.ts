export const charts = {
  'charts.title': 'Графіки',
  'charts.show': 'Показати графіки',
  'charts.hide': 'Сховати графіки',
  'charts.measure': 'Що показати',
  'charts.throughput': 'Пропускна здатність',
  'charts.failures': 'Помилки',
  'charts.wait': 'Очікування',
  'charts.run': 'Виконання',
  'charts.by': 'Окрема лінія для',
  'charts.by.none': 'Усе разом',
  'charts.by.queue': 'За чергою',
  'charts.by.name': 'За завданням',
  'charts.by.worker': 'За виконавцем',
  'charts.by.state': 'За станом',
  'charts.span': 'За який час',
  'charts.last': 'Останні {{span}}',
  'charts.rest': 'Інші',
  'charts.empty': 'За цей час не завершилося жодне завдання',
  'charts.label_one':
    '{{measure}}: за останні {{span}} завершено {{ended}} завдання. Виділіть проміжок, щоб його знайти.',
  'charts.label_few':
    '{{measure}}: за останні {{span}} завершено {{ended}} завдання. Виділіть проміжок, щоб їх знайти.',
  'charts.label_many':
    '{{measure}}: за останні {{span}} завершено {{ended}} завдань. Виділіть проміжок, щоб їх знайти.',
  'charts.label_other':
    '{{measure}}: за останні {{span}} завершено {{ended}} завдання. Виділіть проміжок, щоб їх знайти.',
} as const;
