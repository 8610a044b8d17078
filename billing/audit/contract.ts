import { z } from 'zod'
import { accountNo, bilingual, moneyYuan } from '../contract.ts'
import { auditTopics } from '../rules/audit-topics.ts'

const topic = z.enum(auditTopics)

/** GET /api/billing/audit-topics */
export const topicList = z.object({
  items: z.array(
    z.object({
      code: topic,
      parameters: z.record(z.string(), z.number()),
      ownerRole: z.string(),
      basis: z.string(),
      enabled: z.boolean(),
      open: z.number(),
      openYuan: moneyYuan,
      confirmed: z.number(),
      dismissed: z.number(),
      /** Share of decided orders that were confirmed; null before the first. */
      precision: z.number().nullable(),
    }),
  ),
})

/** GET /api/billing/audit-orders?topic=&state= — newest first. */
export const orderQuery = z.object({
  topic: topic.optional(),
  state: z.enum(['open', 'closed']).default('open'),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const orderList = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      topic,
      accountNo,
      customerName: z.string(),
      finding: bilingual,
      figures: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
      /** What is at stake; null where the figures do not say. */
      amountYuan: moneyYuan.nullable(),
      ownerRole: z.string(),
      openedAt: z.iso.datetime(),
      seenAt: z.iso.datetime(),
      decision: z.enum(['confirmed', 'dismissed', 'vanished']).nullable(),
      decidedBy: z.string().nullable(),
      decidedAt: z.iso.datetime().nullable(),
      note: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
})

/** POST /api/billing/audit-orders/{id}/decision */
export const orderDecision = z.strictObject({
  decision: z.enum(['confirmed', 'dismissed']),
  note: z.string().trim().min(2).max(500),
})
