import type { Role } from '../../db/context.ts'
import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet } from '../../db/parameters/set.ts'
import { readSpans } from '../rules/period-hours.ts'

const change = { drafts: ['acquisition', 'manager'] as Role[], releases: ['manager'] as Role[] }
const seconds = { zh: '秒', en: 's' }

export const alarmSets: ParameterSet[] = [
  figureSet({
    name: 'alarm-rule',
    department: 'metering',
    kind: 'threshold',
    title: { zh: '告警界限', en: 'Bounds of alarms' },
    about: {
      zh: '电能表时钟偏差多少告警、回到多少解除；电压回到限值以内多少解除。',
      en: 'From when on a meter’s clock raises an alarm and by when it is over; how far a voltage has to be back inside.',
    },
    table: 'alarm_rule',
    change,
    rules: {
      'voltage-back-permille': {
        ...{ zh: '电压告警解除：回到限值以内', en: 'Voltage back inside by' },
        ...{ unit: { zh: '‰（标称电压）', en: '‰ of the nominal' }, least: 0, most: 50 },
      },
      'drift-raise-seconds': {
        ...{ zh: '时钟偏差告警：超过', en: 'Clock raises an alarm beyond' },
        ...{ unit: seconds, least: 10, most: 86_400 },
      },
      'drift-clear-seconds': {
        ...{ zh: '时钟偏差告警解除：不超过', en: 'Clock alarm is over within' },
        ...{ unit: seconds, least: 0, most: 86_400 },
      },
    },
    checkBeside: ({ key, value, from }, others) => {
      const other = (rule: string) =>
        others.filter((row) => row.key.rule === rule && (row.to === null || row.to > from)).map(figureOf)
      const figure = Number(value.figure)
      const isApart =
        key.rule === 'drift-raise-seconds'
          ? other('drift-clear-seconds').every((clear) => clear <= figure)
          : key.rule !== 'drift-clear-seconds' || other('drift-raise-seconds').every((raise) => figure <= raise)
      return isApart ? undefined : { column: 'figure', message: '解除的界限不能大于告警的界限' }
    },
  }),
  {
    name: 'period-hours',
    department: 'metering',
    kind: 'calendar',
    title: { zh: '曲线分时时段', en: 'Hours by which a curve divides' },
    about: {
      zh: '电能表没有分时示数时，日曲线按哪些时段分成尖、峰、平、谷显示；计费的时段在电价目录里。',
      en: 'By which hours a curve is shown as peak and valley where a meter has no such registers; what is billed is in the price book.',
    },
    tables: ['period_hours'],
    change: { how: 'two', ...change },
    rows: {
      table: 'period_hours',
      keys: [
        {
          name: 'account_class',
          title: { zh: '用电类别', en: 'Class' },
          type: 'code',
          words: {
            residential: { zh: '居民生活', en: 'residential' },
            agricultural: { zh: '农业生产', en: 'agricultural' },
            commercial: { zh: '工商业', en: 'commercial' },
          },
        },
      ],
      values: [{ name: 'spans', title: { zh: '时段', en: 'Hours' }, type: 'text' }],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
      mayAdd: true,
      mayEnd: true,
      check: (_key, { spans }) =>
        readSpans(spans ?? '')
          ? undefined
          : {
              column: 'spans',
              message:
                '请按顺序写满一天，如 00:00-06:00 valley, 06:00-22:00 peak, 22:00-24:00 valley（sharp peak flat valley deepValley）',
            },
    },
  },
]

function figureOf({ value }: { value: Record<string, string | null> }): number {
  return Number(value.figure)
}
