import type { ParameterSet, Said } from '../../db/parameters/set.ts'
import { accountClass, two } from './common.ts'
import { dueEffect, lateFeeEffect } from './payment-effects.ts'

const perDay: Said = { zh: '/日', en: ' a day' }

export const paymentSets: ParameterSet[] = [
  {
    name: 'due-rule',
    department: 'billing',
    kind: 'deadline',
    title: { zh: '电费交费期限', en: 'Days to pay a bill' },
    about: {
      zh: '账单出账后多少天内应交清电费，过了这一天就开始逾期。',
      en: 'How many days after the bill an account has to pay; from the next day on it is late.',
    },
    tables: ['due_rule'],
    effect: dueEffect,
    change: two,
    rows: {
      table: 'due_rule',
      keys: [accountClass],
      values: [
        {
          name: 'days_after_period',
          title: { zh: '交费天数', en: 'Days' },
          type: 'integer',
          unit: { zh: '天', en: 'days' },
          least: 1,
          most: 90,
        },
      ],
      basis: 'legal_basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
  {
    name: 'late-fee-rule',
    department: 'billing',
    kind: 'money',
    title: { zh: '电费违约金', en: 'Late fees' },
    about: {
      zh: '逾期交费时，每天按欠费的多少计收违约金，跨年部分和最低额怎么算。',
      en: 'What share of overdue money is charged a day, across the end of a year too, and the least that is charged.',
    },
    tables: ['late_fee_rule'],
    effect: lateFeeEffect,
    change: two,
    rows: {
      table: 'late_fee_rule',
      keys: [accountClass],
      values: [
        { name: 'automatic', title: { zh: '自动计收', en: 'Charged by itself' }, type: 'flag' },
        {
          name: 'current_year_rate',
          title: { zh: '当年欠费', en: 'Debts of the year' },
          type: 'decimal',
          unit: perDay,
          isShare: true,
          least: 0,
          most: 0.01,
        },
        {
          name: 'cross_year_rate',
          title: { zh: '跨年欠费', en: 'Debts of years before' },
          type: 'decimal',
          unit: perDay,
          isShare: true,
          least: 0,
          most: 0.01,
        },
        {
          name: 'cross_year_reading',
          title: { zh: '跨年算法', en: 'Across a year' },
          type: 'code',
          words: {
            split: { zh: '按天分段', en: 'split by days' },
            whole: { zh: '全部按跨年', en: 'all of it as of years before' },
          },
        },
        {
          name: 'minimum_yuan',
          title: { zh: '最低额', en: 'Least' },
          type: 'decimal',
          unit: { zh: '元', en: 'yuan' },
          least: 0,
          most: 100,
        },
        {
          name: 'rule_edition',
          title: { zh: '规则版本', en: 'Edition' },
          type: 'code',
          words: {
            '1996': { zh: '供电营业规则(1996)', en: 'Rules of 1996' },
            '2016': { zh: '2016 年修订', en: 'Revision of 2016' },
            '2024': { zh: '供电营业规则(2024)', en: 'Rules of 2024' },
          },
        },
      ],
      basis: 'legal_basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
]
