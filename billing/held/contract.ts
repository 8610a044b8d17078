import { z } from 'zod'
import { causes, checkCodes } from '../rules/run/checks.ts'

const billMonth = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
const moneyYuan = z.string().regex(/^-?\d{1,12}\.\d{2}$/)
const rule = z.enum(checkCodes)
const cause = z.enum(causes)
const figures = z.record(z.string(), z.union([z.number(), z.string()]))

/** GET /api/billing/held-bills/groups?billMonth= */
const heldGroup = z.object({
  billMonth,
  rule,
  cause,
  bills: z.number(),
  energyKwh: z.number(),
  totalYuan: moneyYuan,
})
export type HeldGroup = z.infer<typeof heldGroup>
export const heldGroups = z.object({ items: z.array(heldGroup) })

/** GET /api/billing/held-bills?billMonth=&rule=&cause= — one item for each open hit. */
export const heldQuery = z.object({
  billMonth: billMonth.optional(),
  rule: rule.optional(),
  cause: cause.optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type HeldItem = z.infer<typeof heldList>['items'][number]
export const heldList = z.object({
  items: z.array(
    z.object({
      hitId: z.number(),
      billId: z.number(),
      billNo: z.string(),
      accountNo: z.string(),
      customerName: z.string(),
      billMonth,
      energyKwh: z.number(),
      totalYuan: moneyYuan,
      rule,
      cause,
      /** What the rule saw, such as `{ usual: 6.2, now: 31 }` in kWh a day. */
      figures,
      others: z.array(rule),
    }),
  ),
  nextCursor: z.string().nullable(),
})

/** POST /api/billing/held-bills/decisions */
export const decisionInput = z.strictObject({
  which: z.union([
    z.strictObject({ hitIds: z.array(z.number().int()).min(1).max(1000) }),
    z.strictObject({ billMonth, rule, cause }),
  ]),
  /** A false alarm lets the bill go, a confirmed hit sends it back. */
  decision: z.enum(['false-alarm', 'confirmed']),
  note: z.string().trim().min(1).max(500).optional(),
})
export const decisionAnswer = z.object({ decided: z.number(), issued: z.number(), sentBack: z.number() })

/** GET /api/billing/check-rules */
export const checkRuleList = z.object({
  items: z.array(
    z.object({
      code: rule,
      stage: z.enum(['rated', 'issuing']),
      parameters: z.record(z.string(), z.number()),
      holds: z.boolean(),
      enabled: z.boolean(),
      basis: z.string(),
      changedBy: z.string(),
      changedAt: z.iso.datetime(),
      hits: z.number(),
      open: z.number(),
      confirmed: z.number(),
      falseAlarms: z.number(),
      /** Share of decided hits that were confirmed; null before the first decision. */
      precision: z.number().nullable(),
    }),
  ),
})
export type CheckRuleItem = z.infer<typeof checkRuleList>['items'][number]
/** PUT /api/billing/check-rules/{code} */
export const checkRuleInput = z.strictObject({
  parameters: z.record(z.string(), z.number().min(0)),
  holds: z.boolean(),
  enabled: z.boolean(),
  basis: z.string().trim().min(2).max(500),
})
