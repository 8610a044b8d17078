import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'

const minute: Said = { zh: '分（自零点起）', en: 'minutes after midnight' }

export const noticeParameters: ParameterSet[] = [
  figureSet({
    name: 'notice-rule',
    department: 'app',
    kind: 'limit',
    title: { zh: '通知与免打扰', en: 'Notices and quiet hours' },
    about: {
      zh: '没有自行设置的客户，什么时段不发短信；多久以前的事不再发短信。',
      en: 'When no message goes to customers who chose no hours of their own; what is too long past to ring for.',
    },
    table: 'notice_rule',
    change: { drafts: ['manager'], releases: ['manager', 'admin'] },
    rules: {
      'quiet-from': { zh: '免打扰开始', en: 'Quiet from', unit: minute, least: 0, most: 1439 },
      'quiet-to': { zh: '免打扰结束', en: 'Quiet to', unit: minute, least: 0, most: 1439 },
      'stale-hours': {
        zh: '不再发短信',
        en: 'Too long past after',
        unit: { zh: '小时', en: 'hours' },
        least: 1,
        most: 720,
      },
    },
  }),
]
