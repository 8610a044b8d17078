import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'

const minutes: Said = { zh: '分钟', en: 'minutes' }

/** For when a call-back may be promised, and how it is kept. */
export const promiseSets: ParameterSet[] = [
  figureSet({
    name: 'promise-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '约定回电', en: 'Promised call-backs' },
    about: {
      zh: '可约多远、多长的时间段；到时先派给约定坐席多久；未接通时拨几次、隔多久。可拨打的时段见“通话中的规定”，优先见“来电优先”。',
      en: 'How far ahead and how long a window may be; how long it is kept for who promised; how often and after how long it is tried. Hours of calling and priority are in their own sets.',
    },
    table: 'promise_rule',
    change: { drafts: ['lead', 'manager'], releases: ['manager'] },
    rules: {
      'days-ahead': { zh: '最远可约', en: 'At most ahead', unit: { zh: '天', en: 'days' }, least: 0, most: 60 },
      'least-minutes': { zh: '时间段最短', en: 'Shortest window', unit: minutes, least: 5, most: 120 },
      'most-minutes': { zh: '时间段最长', en: 'Longest window', unit: minutes, least: 15, most: 720 },
      'after-close-hours': {
        ...{ zh: '联系结束后仍可约定', en: 'May be promised after the contact for' },
        ...{ unit: { zh: '小时', en: 'hours' }, least: 0, most: 168 },
      },
      'prefer-minutes': {
        ...{ zh: '先派给约定坐席', en: 'Kept for the agent who promised' },
        ...{ unit: minutes, least: 0, most: 60 },
      },
      tries: { zh: '拨打次数', en: 'Times it is tried', unit: { zh: '次', en: 'times' }, least: 1, most: 10 },
      'gap-minutes': { zh: '未接通后再拨', en: 'Tried again after', unit: minutes, least: 1, most: 1440 },
    },
  }),
]
