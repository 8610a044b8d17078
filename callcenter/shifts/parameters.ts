import type { Role } from '../../db/context.ts'
import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'
import { shiftCodes } from '../rules/shifts.ts'
import { shiftTitles } from './contract.ts'

const minutes: Said = { zh: '分钟', en: 'minutes' }
const change = { drafts: ['lead', 'manager'] as Role[], releases: ['manager'] as Role[] }

const hoursOf = Object.fromEntries(
  shiftCodes.flatMap((shift) => {
    const { zh, en } = shiftTitles[shift]
    return [
      [
        `${shift}-from`,
        { zh: `${zh}开始`, en: `${en} shift from`, unit: { zh: '', en: '' }, least: 0, most: 1439, isClock: true },
      ],
      [`${shift}-minutes`, { zh: `${zh}时长`, en: `${en} shift lasts`, unit: minutes, least: 0, most: 720 }],
    ]
  }),
)

export const shiftSets: ParameterSet[] = [
  figureSet({
    name: 'shift-rule',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '班次与交接班', en: 'Shifts and hand-overs' },
    about: {
      zh: '各班次几点开始、多长；接班多久算晚；哪些工单和转办件列入交班。时长为 0 的班次不设。',
      en: 'When shifts begin and how long they last; when taking one is late; which orders and hand-ins are handed over. A shift of 0 minutes is none.',
    },
    table: 'shift_rule',
    change,
    rules: {
      ...hoursOf,
      'take-minutes': { zh: '接班限时', en: 'To be taken within', unit: minutes, least: 5, most: 240 },
      'due-hours': {
        zh: '列入交班的到期时间',
        en: 'Orders and hand-ins handed over when due within',
        unit: { zh: '小时', en: 'hours' },
        least: 0,
        most: 24,
      },
    },
  }),
]
