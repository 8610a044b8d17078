import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet } from '../../db/parameters/set.ts'
import { two } from './common.ts'

const days = { zh: '天', en: 'days' }

export const powerFactorSets: ParameterSet[] = [
  figureSet({
    name: 'power-factor-rule',
    department: 'billing',
    kind: 'threshold',
    title: { zh: '功率因数预警', en: 'Warnings of power factor' },
    about: {
      zh: '按最近几天的用电推算月末功率因数；满几天、预计多收多少钱才通知客户。',
      en: 'By how many of the latest days a month’s end is foreseen; from which day and how much money on a customer is warned.',
    },
    table: 'power_factor_rule',
    change: { drafts: two.drafts, releases: two.releases },
    rules: {
      'recent-days': {
        ...{ zh: '推算依据的最近天数', en: 'Latest days that are gone by' },
        unit: days,
        least: 1,
        most: 31,
      },
      'warn-after-days': {
        ...{ zh: '计费期满几天后预警', en: 'Warn after days of the period' },
        unit: days,
        least: 1,
        most: 28,
      },
      'warn-from-yuan': {
        ...{ zh: '预计多收达到多少才通知', en: 'Warn from' },
        ...{ unit: { zh: '元', en: 'yuan' }, least: 0, most: 1_000_000 },
      },
    },
  }),
]
