import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'

const days: Said = { zh: '个工作日', en: 'working days' }
const within = { unit: days, least: 1, most: 60 }

export const handInSets: ParameterSet[] = [
  figureSet({
    name: 'hand-in-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '热线转办', en: 'Other hotlines' },
    about: {
      zh: '12345、12398 等热线转来的诉求：对方没有写明时限的，多少个工作日内回复；剩余多少时提醒。',
      en: 'What 12345, 12398 and others hand in: within how many working days it is replied to where they do not say; when the desk is reminded.',
    },
    table: 'hand_in_rule',
    change: { drafts: ['lead', 'manager'], releases: ['manager'] },
    rules: {
      '12345-working-days': { zh: '12345 转办回复', en: 'Reply to 12345 within', ...within },
      '12398-working-days': { zh: '12398 转办回复', en: 'Reply to 12398 within', ...within },
      'other-working-days': { zh: '其他热线转办回复', en: 'Reply to others within', ...within },
      'warn-percent': {
        zh: '剩余时长少于即提醒',
        en: 'Reminded when there is left less than',
        unit: { zh: '%', en: '%' },
        least: 1,
        most: 90,
      },
    },
  }),
]
