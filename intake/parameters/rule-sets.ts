import type { Column, Key, ParameterSet, Said } from '../../db/parameters/set.ts'
import { kind, one, two } from './clock-sets.ts'
import { attachmentLimits, schemeLimits, statutoryRules } from './titles.ts'

/** The figure of a rule that a name tells of, in the name's unit. */
function figure(by: string, names: Record<string, Said & { unit?: Said }>, title: Said): Column {
  const unit = (key: Key) => names[key[by] ?? '']?.unit
  return { name: 'value', title, type: 'decimal', unit, least: 0, most: 1_000_000_000 }
}

const texts: ParameterSet[] = [
  {
    name: 'statutory-statement',
    department: 'intake',
    kind: 'text',
    title: { zh: '费用与基本电费说明', en: 'Statements on costs and base charge' },
    about: {
      zh: '每类业务里工程费用由谁承担、基本电费怎么收，告知客户和打印在单据上的话。',
      en: 'What a customer is told, and what is printed, of who pays for the work and how the base charge goes on.',
    },
    tables: ['statutory_statement'],
    change: two,
    rows: {
      table: 'statutory_statement',
      keys: [
        kind,
        {
          name: 'about',
          title: { zh: '关于', en: 'About' },
          type: 'code',
          words: {
            'work-cost': { zh: '工程费用', en: 'costs of the work' },
            'base-charge': { zh: '基本电费', en: 'base charge' },
          },
        },
      ],
      values: [
        { name: 'text_zh', title: { zh: '说明', en: 'In Chinese' }, type: 'text' },
        { name: 'text_en', title: { zh: '英文说明', en: 'In English' }, type: 'text' },
        { name: 'code', title: { zh: '类别', en: 'Code' }, type: 'text', isFixed: true },
      ],
      basis: 'clause',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
  {
    name: 'contract-template',
    department: 'intake',
    kind: 'text',
    title: { zh: '供用电合同范本', en: 'Templates of contracts' },
    about: {
      zh: '新签供用电合同用的条文；已起草的合同保留当时的版本。',
      en: 'The clauses of new contracts; a contract that was drafted keeps the version of its day.',
    },
    tables: ['contract_template'],
    change: two,
    rows: {
      table: 'contract_template',
      keys: [
        {
          name: 'code',
          title: { zh: '范本', en: 'Template' },
          type: 'code',
          words: {
            household: { zh: '居民', en: 'Households' },
            'low-voltage': { zh: '低压', en: 'Low voltage' },
            'high-voltage': { zh: '高压', en: 'High voltage' },
            generation: { zh: '分布式光伏', en: 'Solar plants' },
          },
        },
      ],
      values: [
        { name: 'title', title: { zh: '名称', en: 'Title' }, type: 'text' },
        { name: 'version', title: { zh: '版本', en: 'Version' }, type: 'serial' },
        { name: 'clauses', title: { zh: '条文', en: 'Clauses' }, type: 'clauses' },
      ],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
]

export const ruleSets: ParameterSet[] = [
  {
    name: 'statutory-rule',
    department: 'intake',
    kind: 'limit',
    title: { zh: '变更用电规定', en: 'Rules of applications' },
    about: {
      zh: '每类业务受理前必须满足的规定：提前几天、最长最短多久、一年几次、要不要先结清电费。',
      en: 'What each kind asks: notice, shortest and longest time, times a year, whether nothing may be owed.',
    },
    tables: ['statutory_rule'],
    change: two,
    rows: {
      table: 'statutory_rule',
      keys: [kind, { name: 'rule', title: { zh: '规定', en: 'Rule' }, type: 'code', words: statutoryRules }],
      values: [figure('rule', statutoryRules, { zh: '数值', en: 'Figure' })],
      basis: 'clause',
      confirmed: 'confirmed',
      hasEnd: true,
      mayEnd: true,
    },
  },
  {
    name: 'scheme-limit',
    department: 'intake',
    kind: 'limit',
    title: { zh: '供电方案取值', en: 'Figures of supply plans' },
    about: {
      zh: '供电方案按多大容量选单相或三相、低压或高压、怎样计量、要不要考核功率因数。',
      en: 'By which capacity a plan is single-phase, at low or high voltage, how it is metered and whether power factor counts.',
    },
    tables: ['scheme_limit'],
    change: two,
    rows: {
      table: 'scheme_limit',
      keys: [{ name: 'name', title: { zh: '取值', en: 'Figure' }, type: 'code', words: schemeLimits }],
      values: [figure('name', schemeLimits, { zh: '数值', en: 'Figure' })],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
  {
    name: 'attachment-limit',
    department: 'intake',
    kind: 'limit',
    title: { zh: '申请附件大小', en: 'Size of attachments' },
    about: {
      zh: '申请能上传多大、多少个文件，一份用户清单能有多少户。',
      en: 'How large and how many the files of an application may be, and how many accounts a list may name.',
    },
    tables: ['attachment_limit'],
    change: one,
    rows: {
      table: 'attachment_limit',
      keys: [{ name: 'name', title: { zh: '项目', en: 'What' }, type: 'code', words: attachmentLimits }],
      values: [
        {
          ...figure('name', attachmentLimits, { zh: '上限', en: 'At most' }),
          type: 'integer',
          least: 1,
          most: 52_428_800,
        },
      ],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
  ...texts,
]
