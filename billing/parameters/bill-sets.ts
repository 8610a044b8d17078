import type { ParameterSet } from '../../db/parameters/set.ts'
import { allowanceEffect, marketEffect, powerFactorEffect } from './bill-effects.ts'
import { accountClass, two } from './common.ts'

export const billSets: ParameterSet[] = [
  {
    name: 'allowance-rule',
    department: 'billing',
    kind: 'money',
    title: { zh: '免费电量', en: 'Free energy' },
    about: {
      zh: '低保户、特困户每月免费用多少电。',
      en: 'How much a low-income household uses free of charge each month.',
    },
    tables: ['allowance_rule'],
    effect: allowanceEffect,
    change: two,
    rows: {
      table: 'allowance_rule',
      keys: [
        {
          name: 'kind',
          title: { zh: '对象', en: 'For' },
          type: 'code',
          words: {
            'low-income': { zh: '低保户', en: 'low-income households' },
            destitute: { zh: '特困(五保)户', en: 'destitute households' },
          },
        },
      ],
      values: [
        {
          name: 'free_kwh_per_month',
          title: { zh: '免费电量', en: 'Free' },
          type: 'decimal',
          unit: { zh: '千瓦时/月', en: 'kWh a month' },
          least: 0.001,
          most: 1000,
        },
      ],
      basis: 'legal_basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
  {
    name: 'power-factor-duty',
    department: 'billing',
    kind: 'money',
    title: { zh: '功率因数考核范围', en: 'Who is adjusted for power factor' },
    about: {
      zh: '多大容量的客户要按功率因数调整电费，通常按哪个标准。',
      en: 'From which capacity on an account is adjusted for power factor, and by which usual standard.',
    },
    tables: ['power_factor_duty'],
    effect: powerFactorEffect,
    change: two,
    rows: {
      table: 'power_factor_duty',
      keys: [accountClass],
      values: [
        {
          name: 'from_kva',
          title: { zh: '容量起点', en: 'From' },
          type: 'decimal',
          unit: { zh: '千伏安', en: 'kVA' },
          least: 0.001,
          most: 100_000,
        },
        {
          name: 'usual_standard',
          title: { zh: '通常标准', en: 'Usual standard' },
          type: 'decimal',
          least: 0.8,
          most: 0.9,
        },
      ],
      basis: 'legal_basis',
      confirmed: 'confirmed',
      hasEnd: true,
      check: (_key, { usual_standard: standard }) =>
        ['0.8', '0.85', '0.9'].includes(standard ?? '')
          ? undefined
          : { column: 'usual_standard', message: '标准只能是 0.80、0.85 或 0.90' },
    },
  },
  {
    name: 'market-tolerance',
    department: 'billing',
    kind: 'money',
    title: { zh: '零售市场结算电量允差', en: 'Tolerance of settlement sheets' },
    about: {
      zh: '市场结算单电量与计量电量相差多少以内可以出账，取两者中较大的。',
      en: 'How far a settlement sheet may be off the meters: the larger of the two.',
    },
    tables: ['market_tolerance'],
    effect: marketEffect,
    change: two,
    rows: {
      table: 'market_tolerance',
      keys: [],
      values: [
        {
          name: 'least_kwh',
          title: { zh: '电量', en: 'Energy' },
          type: 'decimal',
          unit: { zh: '千瓦时', en: 'kWh' },
          least: 0,
          most: 100_000,
        },
        {
          name: 'percent',
          title: { zh: '比例', en: 'Share' },
          type: 'decimal',
          unit: { zh: '%', en: '%' },
          least: 0,
          most: 100,
        },
      ],
      basis: 'legal_basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
]
