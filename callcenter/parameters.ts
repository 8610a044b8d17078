import type { Role } from '../db/context.ts'
import { figureSet } from '../db/parameters/figures.ts'
import type { ParameterSet } from '../db/parameters/set.ts'
import { titles } from './orders/work-orders.ts'
import { deadlineEffect } from './parameter-effects.ts'
import { routingSets } from './routing-parameters.ts'

export const parameterSets: ParameterSet[] = [
  ...routingSets,
  {
    name: 'deadline-rule',
    department: 'callcenter',
    kind: 'deadline',
    title: { zh: '95598 工单时限', en: 'Deadlines of work orders' },
    about: {
      zh: '各类工单在多长时间内要联系客户、到达现场、答复、恢复供电。',
      en: 'How soon a work order of each kind is answered, reached on site and restored.',
    },
    tables: ['deadline_rule'],
    effect: deadlineEffect,
    change: { how: 'two', drafts: ['quality', 'manager'] as Role[], releases: ['manager'] as Role[] },
    rows: {
      table: 'deadline_rule',
      keys: [
        { name: 'kind', title: { zh: '工单', en: 'Work order' }, type: 'code', words: titles },
        {
          name: 'clock',
          title: { zh: '时限', en: 'Clock' },
          type: 'code',
          words: {
            contact: { zh: '联系客户', en: 'contact' },
            arrive: { zh: '到达现场', en: 'arrival' },
            answer: { zh: '答复', en: 'answer' },
            restore: { zh: '恢复供电', en: 'restoration' },
          },
        },
        {
          name: 'area',
          title: { zh: '地区', en: 'Area' },
          type: 'code',
          words: {
            city: { zh: '城区', en: 'city' },
            rural: { zh: '农村', en: 'rural' },
            remote: { zh: '特殊边远地区', en: 'remote' },
          },
          none: { zh: '不分地区', en: 'everywhere' },
        },
      ],
      values: [
        { name: 'amount', title: { zh: '时限', en: 'Limit' }, type: 'integer', least: 1, most: 100_000 },
        {
          name: 'unit',
          title: { zh: '单位', en: 'Unit' },
          type: 'code',
          words: {
            minutes: { zh: '分钟', en: 'minutes' },
            'working-days': { zh: '个工作日', en: 'working days' },
          },
        },
        {
          name: 'starts',
          title: { zh: '起算', en: 'From' },
          type: 'code',
          isFixed: true,
          words: {
            opened: { zh: '从派单起', en: 'when it was opened' },
            arrived: { zh: '从到达现场起', en: 'the arrival on site' },
          },
        },
      ],
      basis: 'legal_basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
  figureSet({
    name: 'desk-rule',
    department: 'callcenter',
    kind: 'threshold',
    title: { zh: '工单临期提醒', en: 'Work orders that are due soon' },
    about: {
      zh: '剩余时间不足时限的百分之几时，工单显示为临期。',
      en: 'With how much of the time allowed left a work order is shown as due soon.',
    },
    table: 'desk_rule',
    change: { drafts: ['quality', 'manager'], releases: ['manager'] },
    rules: {
      'due-soon-percent': {
        ...{ zh: '临期：剩余时间不足时限的', en: 'Due soon: left of the time allowed' },
        ...{ unit: { zh: '%', en: '%' }, least: 0, most: 100 },
      },
    },
  }),
]
