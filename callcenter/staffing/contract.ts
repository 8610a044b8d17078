import { z } from 'zod'
import { HALF_HOURS } from '../rules/forecast.ts'

const share = z.number().nullable()
const closeness = z.object({
  wape: share.describe('sum of misses by sum of calls'),
  mape: share.describe('mean of each miss by its calls'),
})

/** GET /api/callcenter/staffing?day=: the company's queues together. Calls by the half hour, times in seconds. */
export const staffingQuery = z.object({ day: z.iso.date().optional().describe('today where it is left out') })
export const staffing = z.object({
  day: z.iso.date(),
  kind: z.enum(['working', 'make-up', 'weekend', 'holiday']),
  /** Null where fewer than three days are known. */
  forecast: z
    .object({
      basis: z.enum(['weekday', 'kind', 'any']),
      days: z.number().describe('that it was made from'),
      outliers: z.array(z.iso.date()).describe('left out as unlike all others'),
      level: z.number().describe('of recent weeks, by those days'),
    })
    .nullable(),
  historyDays: z.number(),
  halfHours: z.array(
    z.object({
      from: z.iso.datetime(),
      expected: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      came: z.number().nullable().describe('null where it is still to come'),
      handleSeconds: z.number(),
      needed: z.number().nullable().describe('agents at work'),
      rostered: z.number().nullable().describe('agents to be planned, with what shrinkage takes'),
      planned: z.number().nullable().describe('null where no roster is published for the day'),
    }),
  ),
  /** Of the latest days, each forecast a week ahead; the naive one is the same half hour of the week before. */
  trial: z.object({ days: z.number(), model: closeness, naive: closeness, within: share }),
  target: z.object({ share: z.number(), withinSeconds: z.number() }),
  shrinkage: z.number(),
  handle: z.object({ seconds: z.number(), calls: z.number().describe('0: nothing was measured yet') }),
  patienceSeconds: z.number().nullable().describe('null: nobody gave up, so that nobody is counted to'),
})
export type Staffing = z.infer<typeof staffing>

/** PUT /api/callcenter/call-days: calls of days before this system was, by half hours from midnight. Days that it counted stay. */
export const callDays = z.strictObject({
  days: z
    .array(
      z.strictObject({
        day: z.iso.date(),
        calls: z.array(z.number().int().min(0).max(100_000)).length(HALF_HOURS, '每天应有 48 个半小时'),
      }),
    )
    .min(1)
    .max(200),
})
export const callDaysKept = z.object({ kept: z.number() })
