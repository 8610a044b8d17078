import type { Role } from '../../db/context.ts'
import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'

const days: Said = { zh: '天', en: 'days' }
const percent: Said = { zh: '%', en: '%' }
const points: Said = { zh: '分', en: 'points' }
const change = { drafts: ['quality', 'manager'] as Role[], releases: ['manager'] as Role[] }

const shippedItems: Record<string, Said> = {
  greeting: { zh: '开头结束语', en: 'Greeting' },
  identity: { zh: '身份核对', en: 'Identity' },
  listening: { zh: '倾听沟通', en: 'Listening' },
  knowledge: { zh: '业务解答', en: 'Knowledge' },
  record: { zh: '记录', en: 'Record' },
  'follow-up': { zh: '承诺', en: 'Follow-up' },
  rudeness: { zh: '服务禁语', en: 'Rudeness' },
  privacy: { zh: '客户信息', en: 'Privacy' },
}

export const qualitySets: ParameterSet[] = [
  figureSet({
    name: 'quality-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '录音与质检', en: 'Recordings and quality' },
    about: {
      zh: '人工通话是否录音并告知；抽检哪些通话、多少；多少分合格；多少天内可申诉。',
      en: 'Whether calls are recorded and callers told; which calls are judged and how many; what passes; how long one may appeal.',
    },
    table: 'quality_rule',
    change,
    rules: {
      'record-calls': {
        zh: '人工通话录音（1 录、0 不录）',
        en: 'Calls are recorded (1 yes, 0 no)',
        unit: { zh: '', en: '' },
        least: 0,
        most: 1,
      },
      'sample-percent': { zh: '每名坐席抽检', en: 'Share of each agent', unit: percent, least: 0, most: 100 },
      'new-agent-percent': { zh: '新坐席抽检', en: 'Share of a new agent', unit: percent, least: 0, most: 100 },
      'new-agent-days': { zh: '视为新坐席', en: 'An agent is new for', unit: days, least: 0, most: 365 },
      'long-call-minutes': {
        zh: '长通话必检，超过',
        en: 'Long calls are judged, beyond',
        unit: { zh: '分钟', en: 'minutes' },
        least: 1,
        most: 120,
      },
      'short-call-seconds': {
        zh: '短通话必检，不足',
        en: 'Short calls are judged, below',
        unit: { zh: '秒', en: 'seconds' },
        least: 0,
        most: 120,
      },
      'pass-points': { zh: '合格分', en: 'Passed from', unit: points, least: 0, most: 100 },
      'appeal-days': { zh: '申诉期限', en: 'Appeals within', unit: days, least: 1, most: 30 },
    },
  }),
  {
    name: 'quality-item',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '质检表', en: 'The quality sheet' },
    about: {
      zh: '通话按什么项目评、各多少分、哪些一票否决。通话按当日有效的项目评。',
      en: 'What a call is judged by, for how many points, and which items are fatal. A call goes by the items of its day.',
    },
    tables: ['quality_item'],
    change: { how: 'two', ...change },
    rows: {
      table: 'quality_item',
      // What a company adds is called by the code that it gives.
      keys: [{ name: 'code', title: { zh: '项目代码', en: 'Code' }, type: 'text', words: shippedItems }],
      values: [
        { name: 'title_zh', title: { zh: '项目', en: 'In Chinese' }, type: 'text' },
        { name: 'title_en', title: { zh: '英文', en: 'In English' }, type: 'text' },
        { name: 'points', title: { zh: '分值', en: 'Points' }, type: 'integer', unit: points, least: 0, most: 100 },
        { name: 'is_fatal', title: { zh: '一票否决', en: 'Fatal' }, type: 'flag' },
      ],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
      mayAdd: true,
      mayEnd: true,
    },
  },
]
