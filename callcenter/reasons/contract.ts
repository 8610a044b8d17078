import { z } from 'zod'
import { reasonFormulas } from '../rules/reasons.ts'

export { reasonFormulas } from '../rules/reasons.ts'

const formulas = Object.fromEntries(reasonFormulas.map((name) => [name, z.number().nullable()])) as Record<
  (typeof reasonFormulas)[number],
  z.ZodNullable<z.ZodNumber>
>

export const reasonGroups = ['subkind', 'unit', 'handler', 'category'] as const
export type ReasonGroup = (typeof reasonGroups)[number]
const month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, '应为年月')

/** GET /api/callcenter/reasons: of what the reader may read himself. `category`: of contacts; the others of work orders. */
export const reasonQuery = z.object({ month, by: z.enum(reasonGroups).default('subkind') })
const reason = z.object({
  key: z.string().describe('kind~subkind, id of the unit, handler, category'),
  name: z.string().nullable().describe('of a unit'),
  count: z.number(),
  formerCount: z.number(),
  yearCount: z.number(),
  rated: z.number(),
  figures: z.object(formulas).describe('shares of 1; satisfaction 1 to 5; null: not known'),
})
export type Reason = z.infer<typeof reason>
export const reasonPage = z.object({
  from: z.iso.date(),
  to: z.iso.date().describe('the day after the last that is counted'),
  all: z.number(),
  formerAll: z.number(),
  yearAll: z.number(),
  complaints: z
    .object({ inside: z.number(), outside: z.number(), asOpinions: z.number() })
    .describe(
      'in the scope of a service matter in force as they were opened, and others; recorded as opinions with consent',
    ),
  reasons: z.array(reason),
  frequent: z.array(
    z.object({
      accountNo: z.string(),
      unit: z.string(),
      kind: z.string(),
      subkind: z.string(),
      times: z.number(),
      latestAt: z.iso.datetime(),
    }),
  ),
  rules: z.object({ repeatDays: z.number(), frequentTimes: z.number(), frequentDays: z.number() }),
})
export type ReasonPage = z.infer<typeof reasonPage>

/** GET /api/callcenter/reason-orders: what one of the counts counts, latest first, or the orders of a frequent account. */
export const reasonOrdersQuery = z.object({
  month,
  by: z.enum(['subkind', 'unit', 'handler', 'account']),
  key: z.string().min(1).max(120),
})
export const reasonOrders = z.object({
  orders: z.array(
    z.object({
      workOrderNo: z.string(),
      kind: z.string(),
      subkind: z.string(),
      unit: z.string(),
      handler: z.string(),
      status: z.string(),
      accountNo: z.string().nullable(),
      openedAt: z.iso.datetime(),
      score: z.number().nullable(),
    }),
  ),
  isMore: z.boolean(),
})
export type ReasonOrders = z.infer<typeof reasonOrders>
