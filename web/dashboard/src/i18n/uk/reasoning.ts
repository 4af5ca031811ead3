export const reasoning = {
  'reasoning.topic': 'Повідомлень: {{messages}}, учасників: {{people}}. Їх об’єднує: {{shared}}.',
  'reasoning.atom': 'За словами «{{cue}}» речення читається як «{{atom_type}}».',
  'reasoning.asked': 'Речення закінчується знаком питання і питає про {{cue}}.',
  'reasoning.request': 'Когось просять це зробити: «{{cue}}».',
  'reasoning.promise': 'Автор обіцяє це зробити: «{{cue}}».',
  'reasoning.need': 'Сказано, що це потрібно: «{{cue}}».',
  'reasoning.proposal': 'Пропонують це зробити: «{{cue}}».',
  'reasoning.likely': 'Класифікатор прохань дає {{share}} %.',
  'reasoning.merged': 'Повідомлень, де це сказано: {{messages}}.',
  'reasoning.near': 'За змістом найближче до мітки.',
  'reasoning.shared': 'Найближче до мітки; спільне: {{shared}}.',
} as const;
