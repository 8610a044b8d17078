import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'

const years: Said = { zh: '年', en: 'years' }
const yuan: Said = { zh: '元', en: 'yuan' }

export const profileSets: ParameterSet[] = [
  figureSet({
    name: 'profile-rule',
    department: 'callcenter',
    kind: 'threshold',
    title: { zh: '客户画像', en: 'Profiles of customers' },
    about: {
      zh: '画像看多少个月，多少电费、多少年、多少未缴账单分为哪一档。只供内部参考，不影响排队。',
      en: 'How many months a profile looks at, and where its bands begin. For the staff alone; nobody waits longer for it.',
    },
    table: 'profile_rule',
    change: { drafts: ['lead', 'manager'], releases: ['manager'] },
    rules: {
      months: { zh: '统计月数', en: 'Months looked at', unit: { zh: '个月', en: 'months' }, least: 1, most: 36 },
      'value-high-yuan': { zh: '高价值，电费合计', en: 'High value from', unit: yuan, least: 1, most: 100_000_000 },
      'value-middle-yuan': { zh: '中价值，电费合计', en: 'Middle value from', unit: yuan, least: 1, most: 100_000_000 },
      'long-years': { zh: '长期客户，满', en: 'Long with us from', unit: years, least: 1, most: 50 },
      'new-years': { zh: '新客户，不满', en: 'New below', unit: years, least: 1, most: 50 },
      'risk-bills': {
        ...{ zh: '高风险，逾期且未缴账单', en: 'High risk, overdue with unpaid bills from' },
        ...{ unit: { zh: '张', en: 'bills' }, least: 1, most: 24 },
      },
    },
  }),
]
