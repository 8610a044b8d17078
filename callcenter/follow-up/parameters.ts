import type { Role } from '../../db/context.ts'
import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'
import type { channels, contactCategories } from '../contract.ts'
import { kindTitles, subkindTitles } from '../orders/kinds/contract.ts'

const hours: Said = { zh: '小时', en: 'hours' }
export const days: Said = { zh: '天', en: 'days' }
const minutes: Said = { zh: '分钟', en: 'minutes' }
const score: Said = { zh: '分', en: 'points' }
export const times: Said = { zh: '次', en: 'times' }
export const change = { drafts: ['quality', 'manager'] as Role[], releases: ['manager'] as Role[] }

const categoryTitles: Record<(typeof contactCategories)[number], Said> = {
  outage: { zh: '停电报修', en: 'Outage' },
  billing: { zh: '电费账单', en: 'Billing' },
  metering: { zh: '计量', en: 'Metering' },
  application: { zh: '办电', en: 'Application' },
  complaint: { zh: '投诉', en: 'Complaint' },
  report: { zh: '举报', en: 'Report' },
  advice: { zh: '咨询', en: 'Advice' },
  praise: { zh: '表扬', en: 'Praise' },
  other: { zh: '其他', en: 'Other' },
}
const channelTitles: Record<(typeof channels)[number], Said> = {
  voice: { zh: '电话', en: 'Phone' },
  counter: { zh: '营业厅', en: 'Counter' },
  web: { zh: '线上', en: 'Online' },
  chat: { zh: '在线会话', en: 'Web chat' },
  sms: { zh: '短信', en: 'Short message' },
  app: { zh: '应用内消息', en: 'App message' },
  email: { zh: '电子邮件', en: 'E-mail' },
  hotline: { zh: '热线转办', en: 'Other hotline' },
  note: { zh: '其他', en: 'Other' },
}

/** Who is asked how satisfied he is, and how. */
export const followUpSets: ParameterSet[] = [
  {
    name: 'follow-up-way',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '抽样回访', en: 'Follow-ups' },
    about: {
      zh: '办结的哪些工单和联系要回访、抽多少、用什么方式。几条都适用时，用写得最细的一条。',
      en: 'Which closed orders and contacts are asked after, what share of them, and by which way. Of several that fit, the one that names most.',
    },
    tables: ['follow_up_way'],
    change: { how: 'two', ...change },
    rows: {
      table: 'follow_up_way',
      keys: [
        {
          ...{ name: 'subject', title: { zh: '对象', en: 'Of' }, type: 'code' },
          words: { order: { zh: '工单', en: 'Work orders' }, contact: { zh: '联系', en: 'Contacts' } },
        },
        {
          ...{ name: 'kind', title: { zh: '类型', en: 'Kind' }, type: 'code' },
          words: { ...categoryTitles, ...kindTitles },
          none: { zh: '各类', en: 'every kind' },
        },
        {
          ...{ name: 'subkind', title: { zh: '子类', en: 'Sub-kind' }, type: 'code' },
          words: subkindTitles,
          none: { zh: '各子类', en: 'every sub-kind' },
        },
        {
          ...{ name: 'channel', title: { zh: '渠道', en: 'Channel' }, type: 'code' },
          words: channelTitles,
          none: { zh: '各渠道', en: 'every channel' },
        },
      ],
      values: [
        {
          ...{ name: 'share_percent', title: { zh: '抽取比例', en: 'Share' }, type: 'integer' },
          ...{ unit: { zh: '%', en: '%' }, least: 0, most: 100 },
        },
        {
          ...{ name: 'way', title: { zh: '方式', en: 'By' }, type: 'code' },
          words: {
            call: { zh: '坐席电话', en: 'A call' },
            message: { zh: '短信链接', en: 'A link by short message' },
            own: { zh: '客户登录后', en: 'His own log-in' },
          },
        },
      ],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
      mayAdd: true,
      mayEnd: true,
    },
  },
  figureSet({
    name: 'follow-up-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '回访与满意度', en: 'Follow-ups and satisfaction' },
    about: {
      zh: '办结多久后回访、拨几次、隔多久；同一客户多久不重复打扰；评价何时可改；多低的分开立不满意工单。',
      en: 'When customers are asked, how often they are rung, how long they are then left alone; when a score may be changed, and which opens an order.',
    },
    table: 'follow_up_rule',
    change,
    rules: {
      'after-hours': { zh: '办结后多久回访', en: 'Asked after', unit: hours, least: 0, most: 720 },
      attempts: { zh: '最多拨打', en: 'Rung at most', unit: times, least: 1, most: 10 },
      'gap-minutes': { zh: '两次拨打间隔', en: 'Between two calls', unit: minutes, least: 10, most: 10_080 },
      'hold-minutes': { zh: '领取后放回', en: 'Put back after', unit: minutes, least: 5, most: 240 },
      'latest-days': { zh: '约定回访最晚', en: 'Asked to ring later within', unit: days, least: 1, most: 30 },
      'link-days': { zh: '评价链接有效', en: 'A link is good for', unit: days, least: 1, most: 30 },
      'asked-again-days': {
        zh: '同一客户不重复回访',
        en: 'A customer is asked again after',
        unit: days,
        least: 0,
        most: 365,
      },
      'refused-days': { zh: '拒绝后不再回访', en: 'Who refused is left alone for', unit: days, least: 0, most: 1095 },
      'change-hours': { zh: '评价后可修改', en: 'A score may be changed for', unit: hours, least: 0, most: 720 },
      'own-days': { zh: '可评价多久以内办结的', en: 'Rated within', unit: days, least: 1, most: 730 },
      'opinion-score': { zh: '开立意见工单，不高于', en: 'Opens an opinion, up to', unit: score, least: 0, most: 4 },
      'complaint-score': { zh: '开立投诉工单，不高于', en: 'Opens a complaint, up to', unit: score, least: 0, most: 4 },
    },
  }),
]
