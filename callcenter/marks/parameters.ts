import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'
import { actTitles, markTitles } from './contract.ts'

const days: Said = { zh: '天', en: 'days' }
const lifetime = (mark: keyof typeof markTitles, most: number) => ({
  zh: `“${markTitles[mark].zh}”最长`,
  en: `“${markTitles[mark].en}” holds at most`,
  ...{ unit: days, least: 1, most },
})
const change = { drafts: ['lead' as const, 'manager' as const], releases: ['manager' as const] }

/** Marks of callers: how long they hold, and what is to be said and done. */
export const markSets: ParameterSet[] = [
  figureSet({
    name: 'mark-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '来电人标记的有效期', en: 'How long marks hold' },
    about: {
      zh: '各类标记最长多久失效、到期前多久复核；坐席的建议等待班长确认多久。依靠供电维持生命的标记到期不自动失效。',
      en: 'After how long a mark is over, and how long before a lead looks again; how long a proposal waits. One of life-support does not lapse.',
    },
    table: 'mark_rule',
    change,
    rules: {
      'life-support-days': lifetime('life-support', 3650),
      'sensitive-days': lifetime('sensitive', 730),
      'abusive-days': lifetime('abusive', 730),
      'silent-days': lifetime('silent', 365),
      'renew-days': { zh: '到期前复核', en: 'Looked through before its end', unit: days, least: 1, most: 180 },
      'proposal-days': { zh: '建议等待确认', en: 'A proposal waits', unit: days, least: 1, most: 90 },
    },
  }),
  {
    name: 'mark-step',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '特殊来电处理步骤', en: 'What is done with marked callers' },
    about: {
      zh: '无声、辱骂骚扰、敏感等来电逐步说什么、做什么；需登记的步骤按顺序进行。',
      en: 'What is said and done, step by step, with silent, abusive, sensitive callers; steps that are recorded go in their order.',
    },
    tables: ['mark_step'],
    change: { how: 'two', ...change },
    rows: {
      table: 'mark_step',
      keys: [
        { name: 'mark', title: { zh: '标记', en: 'Mark' }, type: 'code', words: markTitles },
        { name: 'position', title: { zh: '第几步', en: 'Step' }, type: 'integer', least: 1, most: 20 },
      ],
      values: [
        { name: 'act', title: { zh: '登记', en: 'Recorded as' }, type: 'code', words: actTitles },
        { name: 'text_zh', title: { zh: '说什么、做什么', en: 'In Chinese' }, type: 'text' },
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
