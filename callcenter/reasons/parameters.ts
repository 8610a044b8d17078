import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'

const days: Said = { zh: '天', en: 'days' }

export const reasonSets: ParameterSet[] = [
  figureSet({
    name: 'reason-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '诉求分析', en: 'Reasons' },
    about: {
      zh: '多少天内再次反映计为重复；同一户反映多少次列为频繁。',
      en: 'When a matter counts as brought again, and how often an account brings one to be listed.',
    },
    table: 'reason_rule',
    change: { drafts: ['quality', 'manager'], releases: ['manager'] },
    rules: {
      'repeat-days': { zh: '重复诉求', en: 'Brought again within', unit: days, least: 1, most: 365 },
      'frequent-times': {
        ...{ zh: '频繁诉求不少于', en: 'Often, from', unit: { zh: '次', en: 'times' } },
        ...{ least: 2, most: 50 },
      },
      'frequent-days': { zh: '频繁诉求统计', en: 'Often, within', unit: days, least: 7, most: 365 },
    },
  }),
]
