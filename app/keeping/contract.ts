import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'

const reason = z.string().trim().min(2, '请写明理由').max(200)

const rule = z.object({
  kind: z.string(),
  figure: z.number(),
  unit: z.enum(['days', 'months']),
  countedFrom: z.string(),
  /** At least so long: nothing of it is erased by itself. */
  isLeast: z.boolean(),
  legalBasis: z.string(),
  confirmed: z.boolean(),
  /** What was earlier is over. */
  before: z.iso.datetime(),
  /** Rows that are over and would be erased next; null where nothing is erased. `isMore`: counted so far only. */
  due: z.number().nullable(),
  isMore: z.boolean(),
  latest: z.object({ at: z.iso.datetime(), erased: z.number() }).nullable(),
})

export const retention = z.object({
  rules: z.array(rule),
  /** Accounts of which nothing is erased: held, or needed by something open. */
  keptAccounts: z.number(),
})
export type Retention = z.infer<typeof retention>

export const legalHold = z.object({
  id: z.number(),
  accountNo: z.string(),
  unit: z.string(),
  reason: z.string(),
  placedBy: z.string(),
  placedAt: z.iso.datetime(),
  liftedBy: z.string().nullable(),
  liftedAt: z.iso.datetime().nullable(),
  liftReason: z.string().nullable(),
})
export type LegalHold = z.infer<typeof legalHold>
export const legalHolds = z.object({ items: z.array(legalHold) })
export type LegalHolds = z.infer<typeof legalHolds>

/** POST /api/keeping/holds */
export const newHold = z.strictObject({ accountNo: accountNoShape, reason })
/** POST /api/keeping/holds/{id}/lifting */
export const holdLifting = z.strictObject({ reason })
