import { z } from 'zod'

/** Shapes of the meter store on the wire. Instants are ISO 8601 with zone. */

export const DeviceKind = z.enum(['meter', 'ct', 'pt', 'terminal', 'seal'])
const place = z.enum(['store', 'person', 'point', 'laboratory', 'scrapped'])
const assetNo = z.string().trim().min(1).max(64)
const reason = z.string().trim().min(2).max(500)
const batch = z.string().trim().min(1).max(64)

export const DeviceQuery = z.object({
  kind: DeviceKind.optional(),
  place: place.optional(),
  check: z.enum(['none', 'failed', 'over', 'due']).optional(),
  person: z.string().max(64).optional(),
  batch: z.string().max(64).optional(),
  q: z.string().trim().max(64).optional(),
  cursor: z.string().regex(/^\d+$/).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const Device = z.object({
  deviceId: z.number(),
  assetNo: z.string(),
  kind: DeviceKind,
  model: z.string(),
  ratio: z.number().nullable().describe('of a CT or PT: primary over secondary'),
  accuracyClass: z.string(),
  madeOn: z.iso.date().nullable(),
  place,
  organisation: z.string(),
  person: z.string().nullable(),
  personName: z.string().nullable(),
  pointId: z.number().nullable(),
  pointNo: z.string().nullable(),
  accountName: z.string().nullable(),
  since: z.iso.datetime(),
  batch: z.string(),
  checkedAt: z.iso.datetime().nullable(),
  checkPassed: z.boolean().nullable(),
  checkValidUntil: z.iso.date().nullable(),
  wasInstalled: z.boolean(),
})
export type Device = z.infer<typeof Device>
export const DeviceList = z.object({ devices: z.array(Device), nextCursor: z.string().nullable() })
export type DeviceList = z.infer<typeof DeviceList>

const LifeStep = z.object({
  at: z.iso.datetime(),
  step: z.string(),
  place: place.nullable(),
  where: z.string().nullable(),
  by: z.string(),
  recordedAt: z.iso.datetime(),
  reason: z.string(),
  batch: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
})
export const DeviceLife = z.object({ device: Device, life: z.array(LifeStep) })
export type DeviceLife = z.infer<typeof DeviceLife>

const assetNos = z.array(assetNo).min(1).max(1000)

/** Many devices of one model at once. */
export const Receipt = z
  .object({
    kind: DeviceKind,
    assetNos,
    organisationId: z.number().int(),
    batch,
    reason,
    madeOn: z.iso.date().optional(),
    model: z.string().trim().min(1).max(100).optional(),
    ratio: z.number().positive().optional().describe('of a CT or PT: primary over secondary'),
    meter: z
      .object({
        profile: z.string(),
        phase: z.enum(['single', 'three']),
        ratedCurrentA: z.number().positive(),
        maximumCurrentA: z.number().positive(),
        accuracyClass: z.enum(['0.2S', '0.5S', '1', '2']).default('1'),
      })
      .optional(),
  })
  .refine((each) => (each.kind === 'meter') === (each.meter !== undefined), {
    path: ['meter'],
    error: '电能表须有型号',
  })
  .refine((each) => (each.kind === 'meter') === (each.model === undefined), { path: ['model'], error: '请填写型号' })
  .refine((each) => ['ct', 'pt'].includes(each.kind) === (each.ratio !== undefined), {
    path: ['ratio'],
    error: '互感器须有变比,其他设备没有',
  })
export type Receipt = z.infer<typeof Receipt>

const moved = { assetNos, at: z.iso.datetime({ offset: true }).optional(), reason, batch: batch.optional() }
export const DeviceMove = z.discriminatedUnion('step', [
  z.object({ step: z.enum(['test', 'scrap']), ...moved }),
  z.object({ step: z.enum(['issue', 'remove']), person: z.string().min(1), ...moved }),
  z.object({ step: z.literal('return'), organisationId: z.number().int(), ...moved }),
  z.object({ step: z.literal('install'), pointNo: z.string().min(1), ...moved }),
  z.object({
    step: z.literal('check'),
    organisationId: z.number().int(),
    passed: z.boolean(),
    certificateNo: z.string().trim().min(1).max(64),
    ...moved,
  }),
])
export type DeviceMove = z.infer<typeof DeviceMove>
export const MoveResult = z.object({ moved: z.number(), batch: z.string() })

export const StoreChoices = z.object({
  stores: z.array(z.object({ organisationId: z.number(), name: z.string() })),
  installers: z.array(z.object({ username: z.string(), name: z.string(), organisation: z.string() })),
  profiles: z.array(z.string()),
})
export type StoreChoices = z.infer<typeof StoreChoices>
