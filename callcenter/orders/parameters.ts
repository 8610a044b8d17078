import type { Role } from '../../db/context.ts'
import { figureSet } from '../../db/parameters/figures.ts'
import type { Column, ParameterSet } from '../../db/parameters/set.ts'
import { deadlineEffect } from '../parameter-effects.ts'
import { handlerTitles, kindTitles, orderFields, subkindTitles } from './kinds/contract.ts'

const kindKey: Column = { name: 'kind', title: { zh: '工单', en: 'Work order' }, type: 'code', words: kindTitles }
const subkindKey: Column = {
  ...{ name: 'subkind', title: { zh: '子类', en: 'Sub-kind' } },
  ...{ type: 'code', words: subkindTitles },
}
const change = { how: 'two' as const, drafts: ['quality', 'manager'] as Role[], releases: ['manager'] as Role[] }

const times = { zh: '次', en: 'times' }

/** What work orders are, and by when they are done. */
export const orderSets: ParameterSet[] = [
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
    change,
    rows: {
      table: 'deadline_rule',
      keys: [
        kindKey,
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
        { ...subkindKey, none: { zh: '各子类', en: 'every sub-kind' } },
        {
          name: 'customer_class',
          title: { zh: '客户', en: 'Customers' },
          type: 'code',
          words: { important: { zh: '重要用户', en: 'important users' } },
          none: { zh: '各类客户', en: 'everybody' },
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
            'working-minutes': { zh: '工作分钟', en: 'working minutes' },
            'working-days': { zh: '个工作日', en: 'working days' },
          },
        },
        {
          name: 'starts',
          title: { zh: '起算', en: 'From' },
          type: 'code',
          isFixed: true,
          words: {
            opened: { zh: '从受理起', en: 'when it was opened' },
            arrived: { zh: '从到达现场起', en: 'the arrival on site' },
            restored: { zh: '从恢复供电起', en: 'the restoration' },
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
    title: { zh: '工单办理规则', en: 'Rules of work orders' },
    about: {
      zh: '何时显示为临期，最多退回、拒接几次，回访要几次、相隔多久。',
      en: 'When an order is shown as due soon, how often it may be returned or refused, and how often it is called back.',
    },
    table: 'desk_rule',
    change: { drafts: ['quality', 'manager'], releases: ['manager'] },
    rules: {
      'due-soon-percent': {
        ...{ zh: '临期：剩余时间不足时限的', en: 'Due soon: left of the time allowed' },
        ...{ unit: { zh: '%', en: '%' }, least: 0, most: 100 },
      },
      'escalate-minutes': {
        ...{ zh: '超时后升级', en: 'Escalated after its due instant' },
        ...{ unit: { zh: '分钟', en: 'minutes' }, least: 0, most: 10_080 },
      },
      'most-returns': { zh: '最多退回', en: 'Returned at most', unit: times, least: 0, most: 20 },
      'most-refusals': { zh: '最多拒接', en: 'Refused at most', unit: times, least: 0, most: 20 },
      'call-back-tries': {
        zh: '未联系上时至少回访',
        en: 'Called back, if not reached',
        unit: times,
        least: 1,
        most: 20,
      },
      'repeat-days': {
        ...{ zh: '重复投诉：办结后', en: 'Complains again: after a closure within' },
        ...{ unit: { zh: '天内', en: 'days' }, least: 1, most: 730 },
      },
      'complaints-to-province': {
        ...{ zh: '同一事项投诉几次由省公司督办', en: 'To the province at so many complaints' },
        ...{ unit: times, least: 2, most: 20 },
      },
      'reopen-days': {
        ...{ zh: '办结后可重新办理', en: 'Taken up again after its closure within' },
        ...{ unit: { zh: '天', en: 'days' }, least: 0, most: 365 },
      },
      'late-entry-hours': {
        ...{ zh: '现场步骤补传：按现场时间计的最长时限', en: 'A step sent late counts as of its time on site within' },
        ...{ unit: { zh: '小时', en: 'hours' }, least: 0, most: 168 },
      },
      'call-back-gap-minutes': {
        ...{ zh: '两次回访至少相隔', en: 'Between two call-backs' },
        ...{ unit: { zh: '分钟', en: 'minutes' }, least: 0, most: 10_080 },
      },
    },
  }),
  {
    name: 'order-subkind',
    department: 'callcenter',
    kind: 'access',
    title: { zh: '95598 工单子类', en: 'Sub-kinds of work orders' },
    about: {
      zh: '各子类工单由哪个岗位、按哪条路线办理，办结前是否审核、是否回访。',
      en: 'Who does a work order of each sub-kind, by which way, and whether it is audited and called back before it is closed.',
    },
    tables: ['order_subkind'],
    change,
    rows: {
      table: 'order_subkind',
      keys: [kindKey, subkindKey],
      values: [
        {
          ...{ name: 'route', title: { zh: '路线', en: 'Way' }, type: 'code' },
          words: {
            desk: { zh: '坐席可当场答复', en: 'may be answered at the desk' },
            office: { zh: '由单位答复', en: 'answered by a unit' },
            field: { zh: '现场处理', en: 'done on site' },
          },
        },
        { name: 'handler', title: { zh: '承办岗位', en: 'Done by' }, type: 'code', words: handlerTitles },
        { name: 'audited', title: { zh: '办结前审核', en: 'Audited' }, type: 'flag' },
        { name: 'called_back', title: { zh: '办结前回访', en: 'Called back' }, type: 'flag' },
      ],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
      mayAdd: true,
      mayEnd: true,
    },
  },
  {
    name: 'order-field',
    department: 'callcenter',
    kind: 'text',
    title: { zh: '95598 工单表单', en: 'Forms of work orders' },
    about: {
      zh: '开立各子类工单时，除情况描述外还要问什么。',
      en: 'What is asked besides the description when a work order of each sub-kind is opened.',
    },
    tables: ['order_field'],
    change,
    rows: {
      table: 'order_field',
      keys: [
        kindKey,
        subkindKey,
        { name: 'field', title: { zh: '填写项', en: 'Field' }, type: 'code', words: orderFields },
      ],
      values: [
        { name: 'place', title: { zh: '次序', en: 'Place' }, type: 'integer', least: 1, most: 99 },
        { name: 'needed', title: { zh: '必填', en: 'Needed' }, type: 'flag' },
      ],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
      mayAdd: true,
      mayEnd: true,
    },
  },
]
