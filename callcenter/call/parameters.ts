import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'

const seconds: Said = { zh: '秒', en: 'seconds' }
const clock = { unit: { zh: '', en: '' }, least: 0, most: 1439, isClock: true }

/** What holds during a call. */
export const callSets: ParameterSet[] = [
  figureSet({
    name: 'call-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '通话中的规定', en: 'During a call' },
    about: {
      zh: '外呼的时段、振铃时长与校验码。',
      en: 'The hours in which customers are called, ringing, and the code of such a call.',
    },
    table: 'call_rule',
    change: { drafts: ['lead', 'manager'], releases: ['manager'] },
    rules: {
      'call-from': { zh: '外呼时段开始', en: 'Customers are called from', ...clock },
      'call-until': { zh: '外呼时段结束', en: 'Customers are called until', ...clock },
      'ring-seconds': { zh: '外呼振铃时长', en: 'Ringing of a call', unit: seconds, least: 10, most: 120 },
      'proof-digits': {
        ...{ zh: '外呼校验码位数', en: 'Digits of a proof code' },
        ...{ unit: { zh: '位', en: 'digits' }, least: 4, most: 8 },
      },
      'proof-lead-seconds': {
        ...{ zh: '校验码先于振铃', en: 'A proof code is shown before ringing by' },
        ...{ unit: seconds, least: 0, most: 60 },
      },
    },
  }),
]
