import { z } from 'zod'

/** Shapes of exchange orders (换表单) on the wire. Registers in Wh, varh or W, as the meters show them. */

export const MAX_PHOTOS = 6
const status = z.enum(['open', 'assigned', 'submitted', 'archived', 'withdrawn'])
const origin = z.enum(['repair', 'rotation', 'hand'])
const subject = z.enum(['old-meter', 'new-meter', 'seal', 'site'])
const iso = z.iso.datetime()
const text = z.string().trim().min(2).max(500)

const MeterRegister = z.enum([
  'importTotal',
  'importSharp',
  'importPeak',
  'importFlat',
  'importValley',
  'importDeepValley',
  'exportTotal',
  'q1',
  'q2',
  'q3',
  'q4',
  'maxDemand',
])
export type MeterRegister = z.infer<typeof MeterRegister>
const Values = z.partialRecord(MeterRegister, z.number().int().nonnegative())

export const ExchangeQuery = z.object({
  status: z.union([status, z.literal('under-way')]).optional(),
  origin: origin.optional(),
  /** Only the caller's own. */
  mine: z.enum(['true', 'false']).optional(),
  q: z.string().trim().max(64).optional(),
  cursor: z.string().regex(/^\d+$/).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const ExchangeOrder = z.object({
  orderId: z.number(),
  orderNo: z.string(),
  status,
  origin,
  repairOrderId: z.number().nullable(),
  reason: z.string(),
  openedAt: iso,
  openedBy: z.string(),
  assignedTo: z.string().nullable(),
  assignedName: z.string().nullable(),
  pointId: z.number(),
  pointNo: z.string(),
  accountNo: z.string().nullable(),
  accountName: z.string().nullable(),
  address: z.string().nullable(),
  assetNo: z.string().describe('the meter to be taken off'),
  profile: z.string(),
  installedAt: iso,
  ct: z.number(),
  pt: z.number(),
  meterAddress: z.string().nullable().describe('set where the new meter must bring one'),
  roles: z.array(MeterRegister),
  latest: z.array(z.object({ role: MeterRegister, at: iso, wh: z.number() })),
})
export type ExchangeOrder = z.infer<typeof ExchangeOrder>
export const ExchangeList = z.object({ orders: z.array(ExchangeOrder), nextCursor: z.string().nullable() })
export type ExchangeList = z.infer<typeof ExchangeList>

export const NewExchange = z.object({
  pointId: z.number().int(),
  reason: text,
  repairOrderId: z.number().int().optional(),
  assignTo: z.string().max(64).optional(),
})
export const Assignment = z.object({ to: z.string().min(1).max(64) })
export const Withdrawal = z.object({ reason: text })

export const Entry = z.object({
  /** Made by the phone; the same entry sent again is the same. */
  entryId: z.uuid(),
  writtenAt: z.iso.datetime({ offset: true }),
  exchangedAt: z.iso.datetime({ offset: true }),
  oldAssetNo: z.string().trim().min(1).max(64),
  newAssetNo: z.string().trim().min(1).max(64),
  endRegisters: Values,
  startRegisters: Values,
  ct: z.number().positive().max(1e6),
  pt: z.number().positive().max(1e6),
  meterAddress: z
    .string()
    .regex(/^\d{12}$/, '表地址为 12 位数字')
    .optional(),
  seals: z.array(z.string().trim().min(1).max(64)).max(10).default([]),
  remarks: z.string().trim().max(1000).default(''),
  mismatchReason: text.optional(),
  photos: z
    .array(
      z.object({
        subject,
        mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp']),
        base64: z.string().max(2_100_000),
      }),
    )
    .max(MAX_PHOTOS, `最多 ${MAX_PHOTOS} 张照片`),
})
export type Entry = z.infer<typeof Entry>
export const EntryTaken = z.object({ entryId: z.string(), orderNo: z.string(), status, again: z.boolean() })
export type EntryTaken = z.infer<typeof EntryTaken>

const EntryView = z.object({
  entryId: z.string(),
  exchangedAt: iso,
  oldAssetNo: z.string(),
  newAssetNo: z.string(),
  endRegisters: Values,
  startRegisters: Values,
  ct: z.number(),
  pt: z.number(),
  meterAddress: z.string().nullable(),
  seals: z.array(z.string()),
  /** Of them those that the store did not know: text. */
  unknownSeals: z.array(z.string()),
  remarks: z.string(),
  mismatchReason: z.string().nullable(),
  findings: z.array(
    z.object({
      role: z.string(),
      because: z.enum(['BELOW_LATEST', 'ABOVE_POSSIBLE']),
      latestAtMs: z.number(),
      latestWh: z.number(),
    }),
  ),
  sentBy: z.string(),
  sentByName: z.string(),
  writtenAt: iso,
  arrivedAt: iso,
  decision: z.enum(['approved', 'refused']).nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: iso.nullable(),
  decisionNote: z.string().nullable(),
  photos: z.array(z.object({ photoId: z.number(), subject })),
})
export type EntryView = z.infer<typeof EntryView>

export const ExchangeDetail = z.object({
  order: ExchangeOrder,
  entries: z.array(EntryView),
  steps: z.array(z.object({ at: iso, by: z.string(), kind: z.string(), note: z.string().nullable() })),
})
export type ExchangeDetail = z.infer<typeof ExchangeDetail>

export const Review = z
  .object({ entryId: z.uuid(), decision: z.enum(['approved', 'refused']), note: text.optional() })
  .refine((each) => each.decision === 'approved' || each.note !== undefined, {
    path: ['note'],
    error: '退回须写明原因',
  })
export type Review = z.infer<typeof Review>

/** `due`: whose check runs out; `none`: meters on points without any check on record (无检定记录). */
const rotationCause = z.enum(['due', 'none']).default('due')

export const RotationQuery = z.object({
  cause: rotationCause,
  until: z.iso.date(),
  cursor: z.string().regex(/^\d+$/).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const RotationDue = z.object({
  pointId: z.number(),
  pointNo: z.string(),
  accountName: z.string().nullable(),
  assetNo: z.string(),
  installedAt: iso,
  validUntil: z.iso.date().nullable(),
})
export type RotationDue = z.infer<typeof RotationDue>
/** Without those that an order takes off already. */
export const RotationList = z.object({
  meters: z.array(RotationDue),
  total: z.number(),
  nextCursor: z.string().nullable(),
})
export type RotationList = z.infer<typeof RotationList>

export const RotationRequest = z.object({
  cause: rotationCause,
  /** Meters whose check runs out up to this day. */
  until: z.iso.date(),
  limit: z.number().int().min(1).max(500).default(100),
})
export const RotationResult = z.object({ opened: z.number() })
