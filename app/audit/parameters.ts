import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'

const days: Said = { zh: '天', en: 'days' }

export const auditParameters: ParameterSet[] = [
  figureSet({
    name: 'oversight-rule',
    department: 'app',
    kind: 'access',
    title: { zh: '审计与权限复核', en: 'Oversight and access review' },
    about: {
      zh: '敏感信息看多少次算偏多；权限多久复核一次、几天内完成、多久没登录算闲置。',
      en: 'How many looks at personal data stand out; how often access is reviewed, by when, and who counts as unused.',
    },
    table: 'oversight_rule',
    change: { drafts: ['admin'], releases: ['admin'] },
    rules: {
      'reveal-multiple': {
        zh: '偏多：同岗位中位数的',
        en: 'Times the median',
        unit: { zh: '倍', en: 'times' },
        least: 2,
        most: 20,
      },
      'reveal-least': { zh: '偏多：至少', en: 'At least', unit: { zh: '次', en: 'looks' }, least: 1, most: 1000 },
      'review-months': { zh: '复核周期', en: 'Reviewed every', unit: { zh: '个月', en: 'months' }, least: 1, most: 12 },
      'review-days': { zh: '复核期限', en: 'Reviewed within', unit: days, least: 3, most: 90 },
      'review-reminder-days': { zh: '到期前催办', en: 'Reminded before', unit: days, least: 1, most: 30 },
      'unused-days': { zh: '未登录算闲置', en: 'Unused after', unit: days, least: 7, most: 365 },
    },
  }),
]
