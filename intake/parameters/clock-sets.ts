import type { Role } from '../../db/context.ts'
import type { Column, ParameterSet } from '../../db/parameters/set.ts'
import { clockTitles } from '../flows/steps.ts'
import { supplyTitles } from '../kinds.ts'
import { limitEffect } from './effects.ts'
import { days, kindTitles, papers, workingDays } from './titles.ts'

export const two = { how: 'two', drafts: ['intake', 'manager'] as Role[], releases: ['manager'] as Role[] } as const
export const one = { how: 'one', drafts: ['manager'] as Role[], releases: ['manager'] as Role[] } as const
export const kind: Column = { name: 'kind', title: { zh: '业务类型', en: 'Kind' }, type: 'code', words: kindTitles }

/** What ends by itself, besides clocks. */
const endings = {
  'temporary-supply': { zh: '临时用电', en: 'Temporary supply' },
  pause: { zh: '暂停', en: 'Pause' },
  reduction: { zh: '减容', en: 'Reduction' },
  exchange: { zh: '暂换', en: 'Temporary exchange' },
  removal: { zh: '暂拆', en: 'Temporary removal' },
}

export const clockSets: ParameterSet[] = [
  {
    name: 'application-limit',
    department: 'intake',
    kind: 'deadline',
    title: { zh: '业扩服务时限', en: 'Limits of applications' },
    about: {
      zh: '每类业务的受理、答复、检查、接电等环节最多几个工作日；新起的时限按起的那天，走着的不变。',
      en: 'Within how many working days each clock of each kind has to end; a clock keeps the limit of the day on which it began.',
    },
    tables: ['application_limit'],
    effect: limitEffect,
    change: two,
    rows: {
      table: 'application_limit',
      keys: [
        kind,
        { name: 'clock', title: { zh: '时限', en: 'Clock' }, type: 'code', words: clockTitles },
        {
          name: 'supply',
          title: { zh: '现有供电', en: 'Supply' },
          type: 'code',
          words: supplyTitles,
          none: { zh: '', en: '' },
        },
      ],
      values: [
        {
          name: 'working_days',
          title: { zh: '时限', en: 'Limit' },
          type: 'integer',
          unit: workingDays,
          least: 1,
          most: 365,
        },
      ],
      basis: 'legal_basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
  {
    name: 'clock-rule',
    department: 'intake',
    kind: 'deadline',
    title: { zh: '业扩预警、升级与提醒', en: 'Warnings and escalations' },
    about: {
      zh: '时限到期前几个工作日预警、超时几个工作日升级到主任、期限到期前几个工作日提醒。',
      en: 'How many working days before its end a clock is warned of, and after it goes to the manager; and when an end is told.',
    },
    tables: ['clock_rule'],
    change: one,
    rows: {
      table: 'clock_rule',
      keys: [
        {
          name: 'notice',
          title: { zh: '告知', en: 'Notice' },
          type: 'code',
          words: {
            warning: { zh: '预警', en: 'Warning' },
            escalation: { zh: '升级', en: 'Escalation' },
            reminder: { zh: '到期提醒', en: 'Reminder' },
          },
        },
        {
          name: 'subject',
          title: { zh: '对象', en: 'Of' },
          type: 'code',
          words: { ...clockTitles, ...endings },
          none: { zh: '其余各项', en: 'every other' },
        },
      ],
      values: [
        {
          name: 'working_days',
          title: { zh: '天数', en: 'Days' },
          type: 'integer',
          unit: workingDays,
          least: 0,
          most: 90,
        },
        {
          name: 'role',
          title: { zh: '告知岗位', en: 'Told to' },
          type: 'text',
          isFixed: true,
          none: { zh: '办理人', en: 'who holds it' },
        },
      ],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
  {
    name: 'deferral-limit',
    department: 'intake',
    kind: 'deadline',
    title: { zh: '容缺受理补齐期限', en: 'Papers that may come later' },
    about: {
      zh: '暂缺的资料最多可以晚几天补齐，0 天表示不得容缺。',
      en: 'How many days later a paper may come; with 0 days it may not.',
    },
    tables: ['deferral_limit'],
    change: one,
    rows: {
      table: 'deferral_limit',
      keys: [
        {
          name: 'paper',
          title: { zh: '资料', en: 'Paper' },
          type: 'code',
          words: papers,
          none: { zh: '其余资料', en: 'every other' },
        },
      ],
      values: [{ name: 'days', title: { zh: '期限', en: 'Limit' }, type: 'integer', unit: days, least: 0, most: 365 }],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
      mayAdd: true,
      mayEnd: true,
    },
  },
  {
    name: 'work-calendar',
    department: 'intake',
    kind: 'calendar',
    title: { zh: '工作日历', en: 'Work calendar' },
    about: {
      zh: '哪些日子放假、哪些周末上班、每天上班几点到几点；所有按工作日算的时限都用它。',
      en: 'Which days are free, which weekends are worked, and from when to when; every limit in working days counts by it.',
    },
    tables: ['work_calendar', 'work_week'],
    change: { how: 'elsewhere', path: '/office/work-calendar' },
  },
]
