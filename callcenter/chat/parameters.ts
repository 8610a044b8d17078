import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet } from '../../db/parameters/set.ts'

const minutes = { zh: '分钟', en: 'minutes' }
const kib = { zh: 'KiB', en: 'KiB' }
const seconds = { zh: '秒', en: 'seconds' }

/** Web chat and its assistant. */
export const chatSets: ParameterSet[] = [
  figureSet({
    name: 'chat-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '在线客服', en: 'Web chat' },
    about: {
      zh: '助手有多大把握才作答，客户多久不回复提醒和结束，离开与返回的时限，发送频率，图片和 PDF 的个数与大小。',
      en: 'How sure the assistant must be; when the silent are warned and left; leaving, coming back, how fast one may write, and how many and how large files it takes.',
    },
    table: 'chat_rule',
    change: { drafts: ['lead', 'manager'], releases: ['manager'] },
    rules: {
      'sure-percent': {
        zh: '助手作答所需把握',
        en: 'The assistant answers from',
        unit: { zh: '%', en: '%' },
        least: 10,
        most: 100,
      },
      'alike-percent': {
        zh: '两篇文章同样切题即转人工',
        en: 'A person chooses where a second article fits as well as',
        unit: { zh: '%', en: '%' },
        least: 50,
        most: 101,
      },
      'warn-minutes': { zh: '无回复提醒', en: 'The silent are warned after', unit: minutes, least: 1, most: 120 },
      'close-minutes': { zh: '无回复结束', en: 'The silent are left after', unit: minutes, least: 2, most: 240 },
      'left-seconds': { zh: '离开排队视为放弃', en: 'Who left gave up after', unit: seconds, least: 20, most: 3600 },
      'return-hours': {
        zh: '再来接续原会话',
        en: 'It is followed on within',
        unit: { zh: '小时', en: 'hours' },
        least: 0,
        most: 168,
      },
      'messages-a-minute': {
        zh: '每分钟最多发送',
        en: 'Messages a minute',
        unit: { zh: '条', en: 'messages' },
        least: 3,
        most: 120,
      },
      'files-a-chat': {
        zh: '一次会话客户最多发送文件',
        en: 'Files of a customer in a conversation',
        unit: { zh: '个', en: 'files' },
        least: 0,
        most: 50,
      },
      'file-image-kib': { zh: '单张图片最大', en: 'A picture is at most', unit: kib, least: 0, most: 8192 },
      'file-pdf-kib': { zh: '单个 PDF 最大', en: 'A PDF is at most', unit: kib, least: 0, most: 8192 },
      'danger-head-start-seconds': {
        zh: '人身危险优先',
        en: 'Danger counts as having waited',
        unit: seconds,
        least: 0,
        most: 86_400,
      },
      'desk-lost-minutes': {
        zh: '坐席失联会话回队列',
        en: 'The chats of a silent desk wait again after',
        unit: minutes,
        least: 1,
        most: 60,
      },
    },
  }),
]
