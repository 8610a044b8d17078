import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet } from '../../db/parameters/set.ts'

export const matterSets: ParameterSet[] = [
  figureSet({
    name: 'matter-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '重要服务事项报备', en: 'Service matters' },
    about: {
      zh: '报备的有效期最长多少天；开始后多久内仍可提交；范围内的投诉，来电人认可标准答复并同意的，可否登记为意见。',
      en: 'How long a service matter may be in force, how late it may be reported, and whether a complaint in its scope may be recorded as an opinion with consent.',
    },
    table: 'matter_rule',
    change: { drafts: ['quality', 'manager'], releases: ['manager'] },
    rules: {
      'longest-days': {
        zh: '有效期最长',
        en: 'In force at most',
        unit: { zh: '天', en: 'days' },
        least: 1,
        most: 1095,
      },
      'late-hours': {
        ...{ zh: '开始后仍可提交', en: 'Still reported after its beginning', unit: { zh: '小时', en: 'hours' } },
        ...{ least: 0, most: 720 },
      },
      'opinion-offered': {
        ...{ zh: '投诉可登记为意见（1 可以，0 不可以）', en: 'A complaint may be an opinion (1) or not (0)' },
        ...{ unit: { zh: '', en: '' }, least: 0, most: 1 },
      },
    },
  }),
]
