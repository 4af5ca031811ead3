export const reasoning = {
  'reasoning.topic': 'Сообщений: {{messages}}, участников: {{people}}. Их объединяет: {{shared}}.',
  'reasoning.atom': 'По словам «{{cue}}» предложение читается как «{{atom_type}}».',
  'reasoning.asked': 'Предложение заканчивается вопросительным знаком и спрашивает о {{cue}}.',
  'reasoning.request': 'Кого-то просят это сделать: «{{cue}}».',
  'reasoning.promise': 'Автор обещает это сделать: «{{cue}}».',
  'reasoning.need': 'Сказано, что это нужно: «{{cue}}».',
  'reasoning.proposal': 'Предлагают это сделать: «{{cue}}».',
  'reasoning.likely': 'Классификатор просьб даёт {{share}} %.',
  'reasoning.merged': 'Сообщений, где это сказано: {{messages}}.',
  'reasoning.near': 'По смыслу ближе всего к метке.',
  'reasoning.shared': 'Ближе всего к метке; общее: {{shared}}.',
} as const;
