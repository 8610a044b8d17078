import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Rows, Said } from '../../db/parameters/set.ts'
import { fieldTitles, levelTitles } from '../identity/contract.ts'

const seconds: Said = { zh: '秒', en: 'seconds' }
const minutes: Said = { zh: '分钟', en: 'minutes' }
const digits: Said = { zh: '位', en: 'digits' }
const facts: Said = { zh: '项', en: 'facts' }
const times: Said = { zh: '次', en: 'times' }
const clock = { unit: { zh: '', en: '' }, least: 0, most: 1439, isClock: true }

/** A screen is heard of at least twice before it counts as gone. */
const refuseShortLease: NonNullable<Rows['checkBeside']> = ({ key, value, from }, others) => {
  const figure = Number(value.figure)
  const isLease = key.rule === 'file-lease-seconds'
  if (!isLease && key.rule !== 'file-renew-seconds') return undefined
  const beside = isLease ? 'file-renew-seconds' : 'file-lease-seconds'
  const short = others.find(
    (other) =>
      other.key.rule === beside &&
      (other.to === null || other.to > from) &&
      (isLease ? figure < 2 * Number(other.value.figure) : Number(other.value.figure) < 2 * figure),
  )
  if (!short) return undefined
  return { column: 'figure', message: `失联判定应至少是报告间隔的 2 倍（${short.from} 起为 ${short.value.figure} 秒）` }
}

/** What holds during a call. */
export const callSets: ParameterSet[] = [
  figureSet({
    name: 'call-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '通话中的规定', en: 'During a call' },
    about: {
      zh: '外呼的时段、振铃时长与校验码；核对信息与身份核验码的次数和有效时间；谁在查看同一份档案；监听是否告知坐席；坐席召测电能表的次数。',
      en: 'The hours in which customers are called and the code of such a call; tries and length of checks of identity; who looks at the same file; who is told of listening; how often a meter is read now.',
    },
    table: 'call_rule',
    change: { drafts: ['lead', 'manager'], releases: ['manager'] },
    checkBeside: refuseShortLease,
    rules: {
      'call-from': { zh: '外呼时段开始', en: 'Customers are called from', ...clock },
      'call-until': { zh: '外呼时段结束', en: 'Customers are called until', ...clock },
      'ring-seconds': { zh: '外呼振铃时长', en: 'Ringing of a call', unit: seconds, least: 10, most: 120 },
      'proof-digits': {
        ...{ zh: '外呼校验码位数', en: 'Digits of a proof code' },
        ...{ unit: digits, least: 4, most: 8 },
      },
      'proof-lead-seconds': {
        ...{ zh: '校验码先于振铃', en: 'A proof code is shown before ringing by' },
        ...{ unit: seconds, least: 0, most: 60 },
      },
      'facts-needed': { zh: '核对几项信息', en: 'Facts that are compared', unit: facts, least: 2, most: 5 },
      'fact-tries': { zh: '一次联系核对几次', en: 'Tries of facts in a contact', unit: times, least: 1, most: 10 },
      'code-digits': { zh: '身份核验码位数', en: 'Digits of an identity code', unit: digits, least: 4, most: 8 },
      'code-minutes': { zh: '身份核验码有效', en: 'An identity code is good for', unit: minutes, least: 1, most: 30 },
      'code-tries': { zh: '一个核验码试几次', en: 'Tries of an identity code', unit: times, least: 1, most: 10 },
      'file-renew-seconds': {
        ...{ zh: '查看档案多久报一次', en: 'A screen tells which file it shows every' },
        ...{ unit: seconds, least: 3, most: 60 },
      },
      'file-lease-seconds': {
        ...{ zh: '查看档案的工作台失联判为已离开', en: 'A screen that shows a file is gone after' },
        ...{ unit: seconds, least: 8, most: 300 },
      },
      'listen-told': {
        ...{ zh: '监听、耳语是否告知坐席（1 告知，0 不告知）', en: 'The agent is told who listens (1) or not (0)' },
        ...{ unit: { zh: '', en: '' }, least: 0, most: 1 },
      },
      'meter-asks': {
        ...{ zh: '限定时间内召测同一块表', en: 'A meter is read now at most' },
        ...{ unit: times, least: 1, most: 20 },
      },
      'meter-asks-seconds': {
        ...{ zh: '召测次数按多长时间计', en: 'Within' },
        ...{ unit: seconds, least: 30, most: 3600 },
      },
      'codes-most': { zh: '一次联系发几个核验码', en: 'Identity codes in a contact', unit: times, least: 1, most: 10 },
    },
  }),
  {
    name: 'identity-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '身份核验级别', en: 'Identity levels' },
    about: {
      zh: '通话中，客户档案的哪项内容要核验到哪一级才显示给坐席。',
      en: 'Which part of a customer’s file is shown to an agent in a call from which level of identity on.',
    },
    tables: ['identity_rule'],
    change: { how: 'two', drafts: ['lead', 'manager'], releases: ['manager'] },
    rows: {
      table: 'identity_rule',
      keys: [{ name: 'field', title: { zh: '内容', en: 'Part of the file' }, type: 'code', words: fieldTitles }],
      values: [{ name: 'level', title: { zh: '至少', en: 'From level' }, type: 'code', words: levelTitles }],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
]
