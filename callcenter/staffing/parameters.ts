import type { Role } from '../../db/context.ts'
import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'

const minutes: Said = { zh: '分钟', en: 'minutes' }
const days: Said = { zh: '天', en: 'days' }
const percent: Said = { zh: '%', en: '%' }

export const staffingSets: ParameterSet[] = [
  figureSet({
    name: 'staffing-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '话务预测与排班', en: 'Forecast and staffing' },
    about: {
      zh: '按什么目标算需要多少坐席，扣除多少损耗，预测用多长的历史；排班不得违反的工时与休息。',
      en: 'By which target agents are counted, what shrinkage takes, how much history a forecast has; hours and rest that a roster keeps.',
    },
    table: 'staffing_rule',
    change: { drafts: ['lead', 'manager'] as Role[], releases: ['manager'] as Role[] },
    rules: {
      'target-percent': { zh: '接通率目标', en: 'Share answered in time', unit: percent, least: 50, most: 99 },
      'shrinkage-percent': { zh: '工时损耗', en: 'Shrinkage', unit: percent, least: 0, most: 60 },
      'history-weeks': {
        zh: '预测所用历史',
        en: 'History of a forecast',
        unit: { zh: '周', en: 'weeks' },
        least: 4,
        most: 52,
      },
      'trial-days': { zh: '预测检验天数', en: 'Days on which forecasts are tried', unit: days, least: 7, most: 90 },
      'day-most-minutes': { zh: '每日工时上限', en: 'Most work a day', unit: minutes, least: 240, most: 720 },
      'week-most-minutes': { zh: '每周工时上限', en: 'Most work a week', unit: minutes, least: 1200, most: 3600 },
      'week-rest-days': { zh: '每周休息', en: 'Days of rest a week', unit: days, least: 1, most: 3 },
      'rest-between-minutes': { zh: '班次间隔', en: 'Rest between shifts', unit: minutes, least: 480, most: 1440 },
      'adherence-percent': { zh: '在岗率提示', en: 'Adherence is told below', unit: percent, least: 50, most: 100 },
    },
  }),
]
