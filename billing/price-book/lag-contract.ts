import { z } from 'zod'

const civilDay = z.iso.date()

/** POST /api/billing/timetable-lags: what is known of these meters from the day on is replaced. */
export const lagInput = z
  .strictObject({
    assetNos: z.array(z.string().trim().min(1).max(64)).min(1).max(2000),
    from: civilDay,
    /** The day on which they were programmed anew; null: not yet. The day itself takes the fact back. */
    to: civilDay.nullable(),
    reason: z.string().trim().min(2).max(400),
  })
  .refine(({ from, to }) => to === null || to >= from, { path: ['to'], message: '止日不早于起日' })
/** `tasks`: corrections that it wants of bills already issued. */
export const lagAnswer = z.object({ meters: z.number(), tasks: z.number() })
export const lagQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(200) })
export const lagList = z.object({
  items: z.array(
    z.object({
      assetNo: z.string(),
      pointNo: z.string(),
      accountNo: z.string(),
      from: civilDay,
      to: civilDay.nullable(),
      reason: z.string(),
      changedBy: z.string(),
    }),
  ),
})
