import { z } from 'zod'

/** Shapes of the customer file on the wire. Instants are ISO 8601 with zone; days are civil days of Asia/Shanghai. */

export const accountNoShape = z.string().regex(/^\d{13}$/, '户号为 13 位数字')

export const accountHit = z.object({
  accountId: z.number(),
  accountNo: z.string(),
  customerName: z.string(),
  address: z.string(),
  phone: z.string().nullable().describe('masked'),
  status: z.enum(['active', 'paused', 'removed', 'closed']),
  meterAssetNo: z.string().nullable(),
  district: z.string().nullable(),
  matchedBy: z.enum(['accountNo', 'meter', 'phone', 'name', 'address']),
})
export type AccountHit = z.infer<typeof accountHit>

/** How a terminal is spoken to, or speaks. */
export const terminalProtocol = z.enum([
  'mqtt',
  'modbus-tcp',
  'modbus-rtu-tcp',
  'modbus-rtu-serial',
  'dlt645-tcp',
  'dlt645-serial',
])
export type TerminalProtocol = z.infer<typeof terminalProtocol>

/** Names of protocols, the same in every language. */
export const terminalProtocolNames: Record<TerminalProtocol, string> = {
  mqtt: 'MQTT',
  'modbus-tcp': 'Modbus TCP',
  'modbus-rtu-tcp': 'Modbus RTU / TCP',
  'modbus-rtu-serial': 'Modbus RTU',
  'dlt645-tcp': 'DL/T 645 / TCP',
  'dlt645-serial': 'DL/T 645',
}

export const meterOnPoint = z.object({
  assetNo: z.string(),
  profile: z.string(),
  ct: z.number(),
  pt: z.number(),
  installedAt: z.iso.datetime(),
  terminal: z.string().nullable(),
  protocol: terminalProtocol.nullable(),
  unitId: z.number().nullable(),
})

export const pointOfAccount = z.object({
  pointId: z.number(),
  pointNo: z.string(),
  phase: z.enum(['single', 'three']),
  mode: z.enum(['high-high', 'high-low', 'low-low']),
  priceCode: z.string().nullable(),
  districtId: z.number().nullable(),
  district: z.string().nullable(),
  feeder: z.string().nullable(),
  substation: z.string().nullable(),
  meter: meterOnPoint.nullable(),
})
export type PointOfAccount = z.infer<typeof pointOfAccount>

/** From where an account is supplied, beyond its district; `standby`: how the other source waits. */
export const supplySourceOfAccount = z.object({
  role: z.enum(['main', 'standby', 'security']),
  feeder: z.string().nullable(),
  substation: z.string().nullable(),
  standby: z.enum(['hot', 'cold', 'simultaneous']).nullable(),
})

export const accountFile = z.object({
  accountId: z.number(),
  accountNo: z.string(),
  address: z.string(),
  openedOn: z.iso.date(),
  closedOn: z.iso.date().nullable(),
  organisation: z.string(),
  customerId: z.number(),
  customerName: z.string(),
  customerKind: z.enum(['person', 'organisation']),
  phone: z.string().nullable().describe('masked'),
  class: z.enum(['residential', 'agricultural', 'commercial']),
  parts: z.enum(['single', 'two']),
  contractCapacityKva: z.string(),
  householdPersons: z.number().nullable(),
  importantGrade: z.string().nullable(),
  temporaryUntil: z.iso.date().nullable(),
  status: z.enum(['active', 'paused', 'removed', 'closed']),
  contractNo: z.string().nullable(),
  points: z.array(pointOfAccount),
  sources: z.array(supplySourceOfAccount),
})
export type AccountFile = z.infer<typeof accountFile>

/** GET /api/customers/me/accounts: his own, and those of others that are bound to his log-in. */
export const readableAccount = z.object({
  accountId: z.number(),
  accountNo: z.string(),
  address: z.string(),
  relation: z.enum(['own', 'other']),
  /** What he calls it. */
  nickname: z.string().nullable(),
})
export type ReadableAccount = z.infer<typeof readableAccount>

export const timelineEntry = z.object({
  id: z.number(),
  at: z.iso.datetime(),
  kind: z.string(),
  subject: z.string(),
  titleZh: z.string(),
  titleEn: z.string(),
  detail: z.record(z.string(), z.unknown()),
  internal: z.boolean(),
})
export type TimelineRow = z.infer<typeof timelineEntry>

export const timelinePage = z.object({ entries: z.array(timelineEntry), next: z.string().nullable() })

export const accountSearch = z.object({
  q: z.string().trim().min(2, '至少输入两个字').max(64),
  limit: z.coerce.number().int().min(1).max(50).default(20),
})

/** POST /api/customers/accounts/{accountNo}/phone-reveals: why, if one likes to say it, and from which page. */
export const phoneReveal = z
  .strictObject({
    /** A work order's or an application's number. */
    about: z.string().trim().max(40).optional(),
    reason: z.string().trim().max(200).optional(),
    page: z
      .string()
      .regex(/^\/[a-z0-9/-]{0,80}$/)
      .optional(),
  })
  .nullish()
export type PhoneReveal = NonNullable<z.infer<typeof phoneReveal>>
