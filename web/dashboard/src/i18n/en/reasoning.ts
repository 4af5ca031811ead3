export const reasoning = {
  'reasoning.topic':
    'Messages: {{messages}}, by this many people: {{people}}. They share {{shared}}.',
  'reasoning.atom': '“{{cue}}” makes the sentence read as “{{atom_type}}”.',
  'reasoning.asked': 'The sentence ends in a question mark and asks about {{cue}}.',
  'reasoning.request': 'Somebody is asked to do this: “{{cue}}”.',
  'reasoning.promise': 'Its author promises to do this: “{{cue}}”.',
  'reasoning.need': 'It is said to be needed: “{{cue}}”.',
  'reasoning.proposal': 'It is proposed to do this: “{{cue}}”.',
  'reasoning.likely': 'The request classifier gives it {{share}}%.',
  'reasoning.merged': 'Messages that say so: {{messages}}.',
  'reasoning.near': 'Nearest to the label in meaning.',
  'reasoning.shared': 'Nearest to the label; both say {{shared}}.',
} as const;
