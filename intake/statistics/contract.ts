import { z } from 'zod'
import { applicationKinds } from '../forms.ts'

const bilingual = z.object({ zh: z.string(), en: z.string() })
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, '月份格式为 YYYY-MM')

/** `late`: stopped after its day, or running and past it. `open-…`: by days since it was handed in. */
export const figures = [
  'handed-in',
  'accepted',
  'archived',
  'refused',
  'withdrawn',
  'in-time',
  'late',
  'open-5',
  'open-20',
  'open-older',
] as const

/** GET /api/intake/statistics, …/statistics/export (CSV). Months, both included. */
export const statisticsQuery = z.object({
  from: month,
  to: month,
  kind: z.enum(applicationKinds).optional(),
  organisationId: z.coerce.number().int().optional(),
})
export type StatisticsQuery = z.infer<typeof statisticsQuery>

/** GET /api/intake/statistics/applications: what lies behind a figure. */
export const figureQuery = statisticsQuery.extend({ figure: z.enum(figures) })

export const statistics = z.object({
  rows: z.array(
    z.object({
      month: z.string(),
      organisationId: z.number(),
      unit: z.string(),
      kind: z.enum(applicationKinds),
      kindTitle: bilingual,
      counts: z.object(
        Object.fromEntries(figures.map((figure) => [figure, z.number()])) as Record<
          (typeof figures)[number],
          z.ZodNumber
        >,
      ),
      /** 业扩服务时限达标率: clocks kept ÷ (clocks kept + late); rounded down to a tenth. Null: no clock ended. */
      inTimePercent: z.number().nullable(),
    }),
  ),
  steps: z.array(z.object({ step: z.string(), title: bilingual, count: z.number(), workingDays: z.number() })),
})

export const statisticsCsvHead: [string, string][] = [
  ['month', '月份'],
  ['unit', '单位'],
  ['kind', '业务类型'],
  ['handed-in', '申请'],
  ['accepted', '受理'],
  ['archived', '归档'],
  ['refused', '不予受理'],
  ['withdrawn', '撤回'],
  ['in-time', '按时'],
  ['late', '超时'],
  ['inTimePercent', '时限达标率%'],
]
