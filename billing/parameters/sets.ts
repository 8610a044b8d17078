import type { ParameterSet } from '../../db/parameters/set.ts'
import { billSets } from './bill-sets.ts'
import { feedInSets } from './feed-in-sets.ts'
import { paymentSets } from './payment-sets.ts'
import { powerFactorSets } from './power-factor-sets.ts'
import { programSets } from './program-sets.ts'

/** What has an editor of its own. */
const elsewhere: ParameterSet[] = [
  {
    name: 'price-version',
    department: 'billing',
    kind: 'money',
    title: { zh: '电价目录', en: 'Price book' },
    about: {
      zh: '各用电类别的电价、阶梯、容量电价、需量电价和代征基金；起草、复核、发布和测算在电价目录里办。',
      en: 'Prices of each class, tiers, capacity and demand; drafted, reviewed, replayed and published in the price book.',
    },
    tables: ['price_version', 'price_validity'],
    change: { how: 'elsewhere', path: '/office/prices' },
  },
  {
    name: 'timetable',
    department: 'billing',
    kind: 'calendar',
    title: { zh: '分时时段与代理购电价格', en: 'Timetables and agency prices' },
    about: {
      zh: '各省尖峰平谷时段、浮动系数、节假日，以及每月代理购电价格。',
      en: 'Periods of the day of each province, their coefficients and holidays, and the agency prices of each month.',
    },
    tables: ['timetable', 'timetable_day', 'agency_price'],
    change: { how: 'elsewhere', path: '/office/prices/reference' },
  },
  {
    name: 'bill-check-rule',
    department: 'billing',
    kind: 'threshold',
    title: { zh: '核算审核规则', en: 'Checks of bills' },
    about: {
      zh: '哪些账单发行前要人工审核，突增突减、大额、零度等各按什么数判断；每条规则的准确率也在那里。',
      en: 'Which bills somebody looks at before they are issued, by which figures, and how often each was right.',
    },
    tables: ['bill_check_rule'],
    change: { how: 'elsewhere', path: '/office/check-rules' },
  },
  {
    name: 'audit-topic',
    department: 'billing',
    kind: 'threshold',
    title: { zh: '营销稽查主题', en: 'Audit topics' },
    about: {
      zh: '每晚按哪些主题稽查收费，各按什么数判断，由谁处理。',
      en: 'By which topics and figures charging is audited each night, and who looks at what is found.',
    },
    tables: ['audit_topic'],
    change: { how: 'elsewhere', path: '/office/audit' },
  },
]

export const parameterSets: ParameterSet[] = [
  ...paymentSets,
  ...billSets,
  ...feedInSets,
  ...powerFactorSets,
  ...elsewhere,
  ...programSets,
]
