import type { Term } from './glossary.ts'

/** Words of who leads the 95598 desk and judges its calls. */
export const wordsOfLeads: readonly Term[] = [
  [
    'shift, hand-over',
    '班次, 交接班',
    '下班前把没办完的事逐项交给下一班，办结为止。',
    'What is open goes from lead to lead item by item, until it is done.',
  ],
]
