import { z } from 'zod'
import { PointState, RegisterRole } from '../../metering/contract.ts'

const dayUse = z.object({
  day: z.iso.date(),
  to: z.iso.datetime().describe('until when it is counted'),
  energyWh: z.partialRecord(RegisterRole, z.number()).describe('primary, in Wh or varh; what is not known is left out'),
  quality: z.enum(['measured', 'settled', 'nearest', 'site', 'estimated', 'missing']).describe('of its worst end'),
})

/** GET /api/callcenter/accounts/{accountNo}/meters: what the meters of the account show now, each point once. */
export const fileMeters = z.object({
  meters: z.array(
    z.object({
      pointId: z.number(),
      pointNo: z.string(),
      assetNo: z.string().nullable(),
      state: PointState,
      latestAt: z.iso.datetime().nullable(),
      multiplier: z.number(),
      powerW: z.number().nullable().describe('primary'),
      uV: z.array(z.number().nullable()).nullable().describe('by phase, as the meter shows them'),
      iA: z.array(z.number().nullable()).nullable().describe('likewise'),
      powerFactor: z.number().nullable(),
      registers: z
        .array(z.object({ role: RegisterRole, wh: z.number(), at: z.iso.datetime() }))
        .describe('as the meter shows them, before the multiplier, in Wh or varh'),
      today: dayUse.nullable().describe('until the latest reading; null where today nothing was read yet'),
      yesterday: dayUse,
    }),
  ),
})
export type FileMeters = z.infer<typeof fileMeters>
