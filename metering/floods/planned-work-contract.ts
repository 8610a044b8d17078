import { z } from 'zod'

const iso = z.iso.datetime({ offset: true })
export const workKinds = ['outage', 'maintenance', 'test'] as const
export const workStates = ['upcoming', 'under-way', 'over', 'withdrawn'] as const
const reason = z.string().trim().min(2, '请写明原因').max(300)

export const PlannedWork = z.object({
  workId: z.number(),
  workNo: z.string(),
  kind: z.enum(workKinds),
  scope: z.enum(['feeder', 'district', 'points']),
  feederId: z.number().nullable(),
  districtId: z.number().nullable(),
  placeName: z.string().nullable().describe('of the feeder or the district'),
  points: z.number().describe('how many it names, where it names points'),
  fromAt: iso,
  toAt: iso.describe('its end, no part of it'),
  reason: z.string(),
  state: z.enum(workStates),
  enteredBy: z.string(),
  enteredAt: iso,
  withdrawnBy: z.string().nullable(),
  withdrawnAt: iso.nullable(),
  withdrawnReason: z.string().nullable(),
  extensions: z.array(z.object({ at: z.string(), by: z.string(), toAt: z.string(), reason: z.string() })),
  suppressed: z.number().describe('alarms that it explained'),
})
export type PlannedWork = z.infer<typeof PlannedWork>

export const PlannedWorkQuery = z.object({
  state: z.enum(workStates).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type PlannedWorkQuery = Partial<z.infer<typeof PlannedWorkQuery>>
export const PlannedWorkList = z.object({ works: z.array(PlannedWork), nextCursor: z.string().nullable() })
export type PlannedWorkList = z.infer<typeof PlannedWorkList>

/** POST /api/metering/planned-works: a feeder, a district, or points by their numbers. */
export const NewPlannedWork = z
  .strictObject({
    kind: z.enum(workKinds),
    feederId: z.number().int().optional(),
    districtId: z.number().int().optional(),
    pointNos: z.array(z.string().trim().min(1).max(40)).max(2000).optional(),
    fromAt: iso,
    toAt: iso,
    reason,
  })
  .refine(({ fromAt, toAt }) => Date.parse(fromAt) < Date.parse(toAt), { path: ['toAt'], message: '结束须在开始之后' })
  .refine(
    ({ feederId, districtId, pointNos = [] }) =>
      [feederId, districtId].filter((id) => id !== undefined).length + Number(pointNos.length > 0) === 1,
    { path: ['scope'], message: '请选一条线路、一个台区，或填写计量点' },
  )
export type NewPlannedWork = z.infer<typeof NewPlannedWork>
export const PlannedWorkEntered = z.object({ workId: z.number(), workNo: z.string() })
export type PlannedWorkEntered = z.infer<typeof PlannedWorkEntered>
export const PlannedWorkExtension = z.strictObject({ toAt: iso, reason })
export type PlannedWorkExtension = z.infer<typeof PlannedWorkExtension>
export const PlannedWorkWithdrawal = z.strictObject({ reason })
export type PlannedWorkWithdrawal = z.infer<typeof PlannedWorkWithdrawal>
