import { z } from 'zod'
import { accountNo, bilingual, moneyYuan } from '../contract.ts'

export const outlookStates = ['at-risk', 'lost', 'met', 'idle', 'unknown'] as const
const state = z.enum(outlookStates)
const day = z.iso.date()
const kwh = z.number()

/** What the registers of the days behind say; kWh and kvarh with what the price adds of transformer losses. */
const outlook = z.object({
  state,
  /** Why nothing can be said of it; null where something can. */
  because: bilingual.nullable(),
  billMonth: z.string(),
  periodFrom: day,
  /** The first day that is no more part of it. */
  periodTo: day,
  /** The registers of the midnight with which this day begins. */
  until: day,
  standard: z.string(),
  activeKwh: kwh.nullable(),
  reactiveKvarh: kwh.nullable(),
  powerFactor: z.number().nullable(),
  ratePercent: z.number().nullable(),
  adjustmentYuan: moneyYuan.nullable(),
  projected: z
    .object({
      activeKwh: kwh,
      reactiveKvarh: kwh,
      powerFactor: z.number().nullable(),
      ratePercent: z.number(),
      baseYuan: moneyYuan,
      /** Below zero: less to pay. */
      adjustmentYuan: moneyYuan,
    })
    .nullable(),
  /** What the adjustment can still be brought to by compensation up to the standard. */
  reachableYuan: moneyYuan.nullable(),
  /** kvar from now on that bring this month to its standard; null where it is lost. */
  kvarThisMonth: z.number().nullable(),
  kvarLasting: z.number().nullable(),
  /** By the load curve of the days behind, in kvar: what 95 of 100 quarter hours do not exceed; null where none tells. */
  kvar95: z.number().nullable(),
  hoursPerDay: z.number().nullable(),
  /** `latest-bill`: energy bought in the market is priced as in the latest bill, since its sheet comes after the month. */
  pricedBy: z.enum(['rated', 'latest-bill']).nullable(),
})
export type PowerFactorOutlook = z.infer<typeof outlook>

const row = z.object({
  accountNo,
  customerName: z.string(),
  districtName: z.string().nullable(),
  capacityKva: z.number(),
  warnedAt: z.iso.datetime().nullable(),
  /** Of the point that takes most just now; null where no meter tells. */
  now: z.object({ pointId: z.number(), powerFactor: z.number(), powerW: z.number(), at: z.iso.datetime() }).nullable(),
  outlook: outlook.nullable(),
})
export type PowerFactorRow = z.infer<typeof row>

/** GET /api/billing/power-factors?state=&q=&cursor= — the dearest first. */
export const powerFactorQuery = z.object({
  state: state.optional(),
  /** Part of a customer's name, or of an account number from its beginning or end. */
  q: z.string().trim().max(60).optional(),
  cursor: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export const powerFactorList = z.object({
  items: z.array(row),
  /** Of every account in the reader's scope, whatever is asked for. */
  counts: z.record(state, z.number()),
  /** What those at risk and lost will pay more, and what of it can still be saved. */
  atStakeYuan: moneyYuan,
  savableYuan: moneyYuan,
  nextCursor: z.string().nullable(),
})
export type PowerFactorList = z.infer<typeof powerFactorList>

/** GET /api/billing/accounts/{accountNo}/power-factor */
export const powerFactorDetail = z.object({
  /** Null: the account is not adjusted for power factor. */
  outlook: outlook.nullable(),
  /** The open month day by day. */
  days: z.array(
    z.object({
      until: day,
      activeKwh: kwh,
      reactiveKvarh: kwh,
      powerFactor: z.number().nullable(),
      projectedYuan: moneyYuan,
    }),
  ),
  /** The latest bills, oldest first. */
  months: z.array(z.object({ billMonth: z.string(), powerFactor: z.number(), adjustmentYuan: moneyYuan })),
})
export type PowerFactorDetail = z.infer<typeof powerFactorDetail>
