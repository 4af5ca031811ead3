export const charts = {
  'charts.title': 'Charts',
  'charts.show': 'Show charts',
  'charts.hide': 'Hide charts',
  'charts.measure': 'What is drawn',
  'charts.throughput': 'Throughput',
  'charts.failures': 'Failures',
  'charts.wait': 'Wait',
  'charts.run': 'Run',
  'charts.by': 'A line for each',
  'charts.by.none': 'All together',
  'charts.by.queue': 'By queue',
  'charts.by.name': 'By task',
  'charts.by.worker': 'By worker',
  'charts.by.state': 'By status',
  'charts.span': 'How far back',
  'charts.last': 'Last {{span}}',
  'charts.rest': 'Others',
  'charts.empty': 'No task ended in this time',
  'charts.label_one':
    '{{measure}}: {{ended}} task ended in the last {{span}}. Draw over a range to find it.',
  'charts.label_other':
    '{{measure}}: {{ended}} tasks ended in the last {{span}}. Draw over a range to find them.',
} as const;
