import type { Role } from '../db/context.ts'
import { figureSet } from '../db/parameters/figures.ts'
import type { ParameterSet, Said } from '../db/parameters/set.ts'
import { priorityTitles, skillTitles } from './board/contract.ts'

const seconds: Said = { zh: '秒', en: 'seconds' }
const minutes: Said = { zh: '分钟', en: 'minutes' }
const desk = {
  department: 'callcenter',
  kind: 'limit',
  change: { drafts: ['lead', 'manager'], releases: ['manager'] },
} as const
const writers = { drafts: [...desk.change.drafts] as Role[], releases: [...desk.change.releases] as Role[] }
const skillOf = (name: string, title: Said) => ({ name, title, type: 'code' as const, words: skillTitles })

/** Whether a channel keeps calls from who has it in hand. */
const live = (zh: string, en: string) => ({
  ...{
    zh: `${zh}是否为即时会话，在办时不派来电（1 是，0 否）`,
    en: `${en} is live and keeps calls away (1) or not (0)`,
  },
  ...{ unit: { zh: '', en: '' }, least: 0, most: 1 },
})

/** Who takes which contacts, and who comes first. */
export const routingSets: ParameterSet[] = [
  figureSet({
    ...desk,
    name: 'queue-rule',
    title: { zh: '坐席与排队', en: 'Agents and the queue' },
    about: {
      zh: '振铃、话后处理、保留排位、离席判定等时长，同时处理的会话数，哪些渠道为即时会话。',
      en: 'How long a call rings, wrap-up may last, a place is kept, how many chats one agent holds, and which channels are live.',
    },
    table: 'queue_rule',
    change: writers,
    rules: {
      'offer-seconds': { zh: '振铃时长', en: 'Ringing of an offer', unit: seconds, least: 5, most: 120 },
      'wrap-up-seconds': { zh: '话后处理上限', en: 'Ceiling of wrap-up', unit: seconds, least: 10, most: 1800 },
      'written-at-once': {
        zh: '同时即时会话',
        en: 'Live chats at once',
        unit: { zh: '个', en: 'chats' },
        least: 1,
        most: 10,
      },
      'slow-at-once': {
        zh: '同时处理的非即时文字联系',
        en: 'Other written contacts at once',
        unit: { zh: '个', en: 'contacts' },
        least: 1,
        most: 30,
      },
      'live-chat': live('网页会话', 'Web chat'),
      'live-sms': live('短信', 'Short messages'),
      'live-app': live('App 消息', 'App messages'),
      'live-email': live('邮件', 'Mail'),
      'pass-over-seconds': {
        zh: '未接或转出的文字联系不再派给同一坐席',
        en: 'A written contact is kept from who let it pass for',
        unit: seconds,
        least: 0,
        most: 3600,
      },
      'keep-place-minutes': { zh: '挂断后保留排位', en: 'A place is kept for', unit: minutes, least: 0, most: 120 },
      'repeat-hours': {
        zh: '视为再次来电',
        en: 'Counts as calling again within',
        unit: { zh: '小时', en: 'hours' },
        least: 1,
        most: 720,
      },
      'presence-seconds': { zh: '工作台失联判为离席', en: 'An empty chair after', unit: seconds, least: 20, most: 600 },
      'lost-line-minutes': {
        zh: '电话平台失联判为放弃',
        en: 'A line is lost after',
        unit: minutes,
        least: 5,
        most: 240,
      },
      'announce-first-seconds': {
        zh: '首次播报排位',
        en: 'Told where he stands after',
        unit: seconds,
        least: 5,
        most: 300,
      },
      'announce-seconds': { zh: '排位播报间隔', en: 'Told again every', unit: seconds, least: 20, most: 600 },
      'call-back-offer-seconds': {
        zh: '预计等待多久以上提供回电',
        en: 'A call-back is offered from an expected wait of',
        unit: seconds,
        least: 0,
        most: 3600,
      },
      'call-back-tries': {
        zh: '回电次数',
        en: 'Times that somebody is called back',
        unit: { zh: '次', en: 'times' },
        least: 1,
        most: 10,
      },
      'call-back-gap-minutes': {
        zh: '回电未接通后再拨',
        en: 'Called back again after',
        unit: minutes,
        least: 1,
        most: 1440,
      },
      'call-back-ring-seconds': {
        zh: '回电振铃时长',
        en: 'Ringing of a call-back',
        unit: seconds,
        least: 10,
        most: 120,
      },
      'answer-seconds': { zh: '接通时限', en: 'Answered in time within', unit: seconds, least: 5, most: 120 },
    },
  }),
  figureSet({
    ...desk,
    name: 'priority-rule',
    title: { zh: '来电优先', en: 'Priority of callers' },
    about: {
      zh: '哪些来电视为已等待多久；只取最长的一项，与其他来电同样随等待靠前。',
      en: 'As having waited how long a caller counts; the longest of several, and it ages as others do.',
    },
    table: 'priority_rule',
    change: writers,
    rules: Object.fromEntries(
      Object.entries(priorityTitles).map(([rule, title]) => [
        rule,
        { ...title, unit: seconds, least: 0, most: 86_400 },
      ]),
    ),
  }),
  {
    ...desk,
    name: 'routing-step',
    title: { zh: '来电分配范围', en: 'Who takes which contacts' },
    about: {
      zh: '某类来电等待多久后，由具备哪项技能、达到几级的坐席接听。',
      en: 'Through which skill, of which level, a contact is taken once it has waited so long.',
    },
    tables: ['routing_step'],
    change: { how: 'two', ...writers },
    rows: {
      table: 'routing_step',
      keys: [
        skillOf('skill', { zh: '来电所需', en: 'Asked for' }),
        skillOf('through', { zh: '坐席技能', en: 'Taken through' }),
        { name: 'least_level', title: { zh: '最低等级', en: 'From level' }, type: 'integer', least: 1, most: 5 },
      ],
      values: [
        {
          name: 'after_seconds',
          title: { zh: '等待', en: 'After' },
          type: 'integer',
          unit: seconds,
          least: 0,
          most: 3600,
        },
      ],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
      mayAdd: true,
      mayEnd: true,
    },
  },
]
