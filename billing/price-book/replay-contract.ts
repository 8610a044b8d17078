import { z } from 'zod'
import { accountNo, billMonth, moneyYuan } from '../contract.ts'

/** POST /api/billing/price-versions/{version}/replays: rates a unit's latest months under the draft. */
export const replayInput = z.strictObject({
  organisationPath: z.string().max(200).optional(),
  months: z.number().int().min(1).max(24).default(12),
  /** Bills that differ by more than this share are counted apart. */
  thresholdPercent: z.number().min(0).max(1000).default(10),
})

const sums = z.object({ bills: z.number(), billedYuan: moneyYuan, draftYuan: moneyYuan, differenceYuan: moneyYuan })
export const replayResult = sums.extend({
  fromMonth: billMonth,
  toMonth: billMonth,
  accounts: z.number(),
  /** Accounts whose months together cost less, more, the same under the draft. */
  winners: z.number(),
  losers: z.number(),
  unchanged: z.number(),
  thresholdPercent: z.number(),
  billsOverThreshold: z.number(),
  months: z.array(sums.extend({ billMonth })),
  /** Accounts of the largest differences, either way. */
  largest: z.array(z.object({ accountNo, billedYuan: moneyYuan, draftYuan: moneyYuan, differenceYuan: moneyYuan })),
  /** Bills that cannot be rated under the draft, by reason. */
  notComputable: z.record(z.string(), z.number()),
})
export type ReplayResult = z.infer<typeof replayResult>

/** GET /api/billing/price-versions/{version}/replay */
export const replay = z.object({
  id: z.number(),
  version: z.string(),
  /** Of the draft; a later revision has to be replayed again. */
  revision: z.number(),
  organisationPath: z.string(),
  result: replayResult,
  runBy: z.string(),
  runAt: z.iso.datetime(),
})
