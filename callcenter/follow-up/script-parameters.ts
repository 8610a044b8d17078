import type { ParameterSet } from '../../db/parameters/set.ts'
import { kindTitles } from '../orders/kinds/contract.ts'
import { scriptPartTitles } from './contract.ts'
import { change } from './parameters.ts'

/** 回访话术: what is read out on a follow-up call. */
export const scriptSets: ParameterSet[] = [
  {
    name: 'follow-up-script',
    department: 'callcenter',
    kind: 'text',
    title: { zh: '回访话术', en: 'Script of follow-ups' },
    about: {
      zh: '坐席电话回访时逐步说什么。某一类型有自己的话术时，整套用它的，不与通用的混用。',
      en: 'What an agent reads out on a follow-up call, step by step. A kind that has steps of its own has these alone.',
    },
    tables: ['follow_up_script'],
    change: { how: 'two', ...change },
    rows: {
      table: 'follow_up_script',
      keys: [
        {
          ...{ name: 'kind', title: { zh: '类型', en: 'Kind' }, type: 'code' },
          words: { contact: { zh: '联系（未开工单）', en: 'Contact without an order' }, ...kindTitles },
          none: { zh: '通用', en: 'every other' },
        },
        { name: 'position', title: { zh: '第几步', en: 'Step' }, type: 'integer', least: 1, most: 20 },
      ],
      values: [
        { name: 'part', title: { zh: '环节', en: 'Part' }, type: 'code', words: scriptPartTitles },
        { name: 'text_zh', title: { zh: '说什么', en: 'In Chinese' }, type: 'text' },
        { name: 'text_en', title: { zh: '英文', en: 'In English' }, type: 'text' },
      ],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
      mayAdd: true,
      mayEnd: true,
    },
  },
]
