import { z } from 'zod'
import { channels } from '../contract.ts'
import { loyaltyBands, riskBands, valueBands } from '../rules/profile.ts'

/** `withheld`: the reader does not know yet to whom he talks. `none`: there is nothing from which it could be known. Never 0. */
const unknown = z.object({ known: z.literal(false), because: z.enum(['withheld', 'none']) })
const known = <T extends z.ZodType>(value: T) => z.union([unknown, z.object({ known: z.literal(true), value })])

/** GET /api/callcenter/accounts/{accountNo}/profile: for the staff alone, and never a reason to let somebody wait longer. */
export const profile = z.object({
  months: z.number().describe('that are looked at'),
  value: known(z.object({ band: z.enum(valueBands), totalYuan: z.string(), bills: z.number() })),
  loyalty: known(z.object({ band: z.enum(loyaltyBands), since: z.iso.date(), years: z.number() })),
  risk: known(
    z.object({
      ...{ band: z.enum(riskBands), arrearsYuan: z.string(), unpaidBills: z.number() },
      oldestDueOn: z.iso.date().nullable(),
    }),
  ),
  channel: known(
    z.object({
      preferred: z.enum(channels),
      counts: z.array(z.object({ channel: z.enum(channels), count: z.number() })),
    }),
  ),
  complaints: known(z.object({ count: z.number() })),
  satisfaction: known(z.object({ mean: z.number(), rated: z.number() })),
})
export type Profile = z.infer<typeof profile>
