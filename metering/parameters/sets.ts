import type { Role } from '../../db/context.ts'
import type { Key, ParameterRow, ParameterSet, Said } from '../../db/parameters/set.ts'
import { defaultLimits } from '../rules/reading-review.ts'
import { defaultParameters } from '../rules/vee/parameters.ts'
import { veeWords } from '../vee/contract.ts'
import { alarmSets } from './alarm-sets.ts'
import { reviewEffect, thresholdEffect } from './effects.ts'
import { groupSet } from './group-set.ts'
import { powerQualitySets } from './power-quality-sets.ts'
import { programSets } from './program-sets.ts'
import { transformerSets } from './transformer-sets.ts'

const two = { how: 'two', drafts: ['acquisition', 'manager'] as Role[], releases: ['manager'] as Role[] } as const

/** Words of a kind, by their codes. */
function wordsOf(prefix: 'rule' | 'limit' | 'unit'): Record<string, Said> {
  return Object.fromEntries(
    Object.entries(veeWords).flatMap(([code, [zh, en]]) =>
      code.startsWith(`${prefix}.`) ? [[code.slice(prefix.length + 1), { zh, en }]] : [],
    ),
  )
}

const units = wordsOf('unit')
const unitOf = ({ rule, name }: Key): Said | undefined => {
  const code = defaultParameters.find((each) => each.rule === rule && each.name === name)?.unit
  return code === undefined ? undefined : (units[code] ?? { zh: code, en: code })
}

const shipped = { to: null, confirmed: null, changedBy: null, changedAt: null }

const reviewLimits: Record<string, Said & { unit: Said }> = {
  highRatio: { zh: '突增：高于上期的倍数', en: 'High: times the period before', unit: { zh: '倍', en: '×' } },
  lowRatio: { zh: '突减：低于上期的倍数', en: 'Low: times the period before', unit: { zh: '倍', en: '×' } },
  leastDifferenceWh: { zh: '突增突减的最小差额', en: 'Least difference', unit: { zh: '瓦时', en: 'Wh' } },
  zeroAfterWh: { zh: '零度户：上期用电不低于', en: 'Zero: used before at least', unit: { zh: '瓦时', en: 'Wh' } },
  capacityFactor: {
    zh: '超容量：容量与时间之积的倍数',
    en: 'Over capacity: times capacity × hours',
    unit: { zh: '倍', en: '×' },
  },
}

const quarantine: ParameterSet = {
  name: 'quarantine-rule',
  department: 'metering',
  kind: 'limit',
  title: { zh: '报文隔离', en: 'Quarantine of messages' },
  about: {
    zh: '认不出的采集报文留多少天、每个来源和全部最多留多少。',
    en: 'How long messages that nobody can read are kept, and how many of one origin and of all.',
  },
  tables: ['quarantine_rule'],
  change: { how: 'one', drafts: two.drafts, releases: two.drafts },
  rows: {
    table: 'quarantine_rule',
    keys: [],
    values: [
      {
        name: 'days',
        title: { zh: '保留', en: 'Kept' },
        type: 'integer',
        unit: { zh: '天', en: 'days' },
        least: 1,
        most: 3650,
      },
      {
        name: 'rows_per_origin',
        title: { zh: '每个来源', en: 'Of one origin' },
        type: 'integer',
        unit: { zh: '条', en: 'messages' },
        least: 1,
        most: 1_000_000,
      },
      {
        name: 'bytes_per_origin',
        title: { zh: '每个来源大小', en: 'Size of one origin' },
        type: 'integer',
        unit: { zh: '字节', en: 'bytes' },
        least: 1,
        most: 1_000_000_000_000,
      },
      {
        name: 'bytes',
        title: { zh: '全部大小', en: 'Size of all' },
        type: 'integer',
        unit: { zh: '字节', en: 'bytes' },
        least: 1,
        most: 1_000_000_000_000,
      },
    ],
    basis: 'basis',
    confirmed: null,
    hasEnd: false,
  },
}

export const parameterSets: ParameterSet[] = [
  {
    name: 'vee-parameter',
    department: 'metering',
    kind: 'threshold',
    title: { zh: '读数校验阈值', en: 'Thresholds of validation' },
    about: {
      zh: '采集的读数按哪些界限判为异常；判为异常的读数不直接用于计费。',
      en: 'From where on a reading is judged wrong; what is judged wrong is not billed as it is.',
    },
    tables: ['vee_parameter'],
    effect: thresholdEffect,
    change: two,
    rows: {
      table: 'vee_parameter',
      keys: [
        { name: 'rule', title: { zh: '规则', en: 'Rule' }, type: 'code', words: wordsOf('rule') },
        { name: 'name', title: { zh: '阈值', en: 'Threshold' }, type: 'code', words: wordsOf('limit') },
      ],
      values: [
        {
          name: 'value',
          title: { zh: '数值', en: 'Figure' },
          type: 'decimal',
          unit: unitOf,
          least: 0,
          most: 1_000_000,
        },
        {
          name: 'severity',
          title: { zh: '级别', en: 'Severity' },
          type: 'code',
          words: {
            info: { zh: '提示', en: 'info' },
            warning: { zh: '警告', en: 'warning' },
            error: { zh: '错误', en: 'error' },
          },
        },
        { name: 'unit', title: { zh: '单位', en: 'Unit' }, type: 'text', isFixed: true },
      ],
      basis: 'basis',
      confirmed: null,
      hasEnd: false,
      keeps: 'changer',
      shipped: () =>
        defaultParameters.map(({ rule, name, from, value, unit, severity, basis }): ParameterRow => {
          return { key: { rule, name }, value: { value: String(value), severity, unit }, from, basis, ...shipped }
        }),
    },
  },
  {
    name: 'review-limit',
    department: 'metering',
    kind: 'threshold',
    title: { zh: '抄表复核阈值', en: 'Limits of the review of readings' },
    about: {
      zh: '哪些示数要人工复核后才能出账：突增、突减、零度、超容量。',
      en: 'Which readings somebody looks at before they are billed: high, low, zero, over capacity.',
    },
    tables: ['review_limit'],
    effect: reviewEffect,
    change: two,
    rows: {
      table: 'review_limit',
      keys: [{ name: 'name', title: { zh: '阈值', en: 'Limit' }, type: 'code', words: reviewLimits }],
      values: [
        {
          name: 'value',
          title: { zh: '数值', en: 'Figure' },
          type: 'decimal',
          unit: ({ name }) => reviewLimits[name ?? '']?.unit,
          least: 0,
          most: 1_000_000_000,
        },
      ],
      basis: 'basis',
      confirmed: null,
      hasEnd: false,
      keeps: 'changer',
      shipped: () =>
        defaultLimits.map(({ name, from, value, basis }): ParameterRow => {
          return { key: { name }, value: { value: String(value) }, from, basis, ...shipped }
        }),
    },
  },
  quarantine,
  ...alarmSets,
  ...powerQualitySets,
  ...transformerSets,
  groupSet,
  ...programSets,
]
