import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet } from '../../db/parameters/set.ts'

const hours = { zh: '小时', en: 'hours' }
const days = { zh: '天', en: 'days' }
const kib = { zh: 'KiB', en: 'KiB' }
const characters = { zh: '字', en: 'characters' }

/** Short messages, the app and e-mail at the desk. */
export const channelSets: ParameterSet[] = [
  figureSet({
    name: 'channel-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '短信、App 与邮件', en: 'Short messages, app and e-mail' },
    about: {
      zh: '答复后多久结束、多久内接续，答复的长度与期限，来信的大小与频率，自动回执的次数。',
      en: 'When they end and are followed on, how long an answer may be and how long it is tried, and what may come in.',
    },
    table: 'channel_rule',
    change: { drafts: ['lead', 'manager'], releases: ['manager'] },
    rules: {
      'sms-idle-hours': { zh: '短信无回复结束', en: 'Short messages end after', unit: hours, least: 1, most: 168 },
      'app-idle-hours': { zh: 'App 无回复结束', en: 'App conversations end after', unit: hours, least: 1, most: 168 },
      'email-idle-days': { zh: '邮件无回复结束', en: 'Mail ends after', unit: days, least: 1, most: 60 },
      'sms-return-hours': {
        zh: '短信接续原会话',
        en: 'Short messages follow on within',
        unit: hours,
        least: 0,
        most: 168,
      },
      'app-return-hours': { zh: 'App 接续原会话', en: 'The app follows on within', unit: hours, least: 0, most: 168 },
      'email-return-days': { zh: '邮件接续原会话', en: 'Mail follows on within', unit: days, least: 0, most: 365 },
      'messages-an-hour': {
        zh: '同一号码每小时最多接收',
        en: 'Of one address in an hour',
        unit: { zh: '条', en: 'messages' },
        least: 5,
        most: 1000,
      },
      'sms-segments': {
        zh: '一条答复最多拆成',
        en: 'An answer is at most',
        unit: { zh: '条短信', en: 'short messages' },
        least: 1,
        most: 7,
      },
      'app-characters': { zh: 'App 答复最多', en: 'An answer by the app', unit: characters, least: 100, most: 4000 },
      'email-characters': { zh: '邮件答复最多', en: 'An answer by mail', unit: characters, least: 500, most: 4000 },
      'email-size-kib': {
        zh: '来信超过此大小只收标题',
        en: 'Of larger mail the heading alone',
        unit: kib,
        least: 64,
        most: 51_200,
      },
      'sms-expiry-hours': { zh: '短信发不出停止', en: 'A short message is tried for', unit: hours, least: 1, most: 72 },
      'app-expiry-hours': { zh: 'App 消息发不出停止', en: 'The app is tried for', unit: hours, least: 1, most: 72 },
      'email-expiry-hours': { zh: '邮件发不出停止', en: 'Mail is tried for', unit: hours, least: 1, most: 168 },
      'email-receipts-a-day': {
        zh: '同一地址一天最多自动回执',
        en: 'Receipts to one address in a day',
        unit: { zh: '封', en: 'mails' },
        least: 0,
        most: 20,
      },
      'email-poll-seconds': {
        zh: '查收信箱间隔',
        en: 'The mailbox is looked at every',
        unit: { zh: '秒', en: 'seconds' },
        least: 5,
        most: 3600,
      },
      'email-tries': {
        zh: '整封收取失败几次后只收标题',
        en: 'A mail is tried as a whole',
        unit: { zh: '次', en: 'times' },
        least: 1,
        most: 20,
      },
      'email-attachments': {
        zh: '一封邮件最多收取附件',
        en: 'Attachments kept of a mail',
        unit: { zh: '个', en: 'files' },
        least: 0,
        most: 50,
      },
      'email-image-kib': { zh: '单个图片附件上限', en: 'A picture is at most', unit: kib, least: 0, most: 51_200 },
      'email-pdf-kib': { zh: '单个 PDF 附件上限', en: 'A PDF is at most', unit: kib, least: 0, most: 51_200 },
      'email-inline-kib': {
        zh: '正文内嵌图片下限',
        en: 'A picture in the text is at least',
        unit: kib,
        least: 0,
        most: 51_200,
      },
      'email-heading-tries': {
        zh: '只收标题失败几次后搁置',
        en: 'Its heading alone is tried',
        unit: { zh: '次', en: 'times' },
        least: 1,
        most: 20,
      },
    },
  }),
]
