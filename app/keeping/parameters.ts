import type { ParameterSet, Said } from '../../db/parameters/set.ts'
import { keptKinds } from './contract.ts'

const units: Record<string, Said> = { days: { zh: '天', en: 'days' }, months: { zh: '个月', en: 'months' } }

export const keepingParameters: ParameterSet[] = [
  {
    name: 'retention-rule',
    department: 'app',
    kind: 'limit',
    title: { zh: '数据保存期限', en: 'How long data are kept' },
    about: {
      zh: '每类数据保存多久，从何时算起；到期由每晚的任务清除，法律要求至少保存的不清除。',
      en: 'How long each kind is kept, from when; what is over is erased by night, what the law wants kept is not.',
    },
    tables: ['retention_rule'],
    change: { how: 'two', drafts: ['admin'], releases: ['admin', 'manager'] },
    rows: {
      table: 'retention_rule',
      keys: [{ name: 'kind', title: { zh: '数据', en: 'Kind of data' }, type: 'code', words: keptKinds }],
      values: [
        { name: 'figure', title: { zh: '期限', en: 'Kept for' }, type: 'integer', least: 1, most: 1200 },
        { name: 'unit', title: { zh: '单位', en: 'Unit' }, type: 'code', words: units, isFixed: true },
        { name: 'counted_from', title: { zh: '起算', en: 'Counted from' }, type: 'text', isFixed: true },
        { name: 'is_least', title: { zh: '至少保存', en: 'At least' }, type: 'flag', isFixed: true },
      ],
      basis: 'legal_basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
]
