import type { Role } from '../../db/context.ts'
import type { ParameterSet } from '../../db/parameters/set.ts'
import { readSpans } from '../rules/period-hours.ts'
import { alarmKindSet } from './alarm-kind-set.ts'

const change = { drafts: ['acquisition', 'manager'] as Role[], releases: ['manager'] as Role[] }

export const alarmSets: ParameterSet[] = [
  alarmKindSet,
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
