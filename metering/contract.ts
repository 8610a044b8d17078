import { z } from 'zod'
import { terminalProtocol } from '../db/customers/contract.ts'
import { AlarmRow } from './alarm-contract.ts'

const iso = z.iso.datetime({ offset: true })
const day = z.iso.date()

const registerRoles = [
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
] as const
/** A cumulative register in Wh or varh; lives on the metering point and survives a meter exchange. */
export const RegisterRole = z.enum(registerRoles)
export type RegisterRole = z.infer<typeof RegisterRole>

/** Registers as the meter shows them, before CT × PT. */
export const Registers = z.partialRecord(RegisterRole, z.number())
export type Registers = z.infer<typeof Registers>

export const PointState = z.enum(['live', 'stale', 'off', 'unknown'])
export type PointState = z.infer<typeof PointState>

export const MeterRow = z.object({
  pointId: z.number(),
  pointNo: z.string(),
  kind: z.enum(['account', 'district', 'feeder']),
  accountId: z.number().nullable(),
  accountNo: z.string().nullable(),
  accountName: z.string().nullable(),
  address: z.string().nullable(),
  assetNo: z.string().nullable(),
  model: z.string().nullable(),
  districtId: z.number().nullable(),
  districtName: z.string().nullable(),
  terminalId: z.number().nullable(),
  terminalName: z.string().nullable(),
  state: PointState,
  latestAt: iso.nullable(),
  /** Primary side, after CT × PT. */
  powerW: z.number().nullable(),
  uV: z.array(z.number().nullable()).nullable(),
  iA: z.array(z.number().nullable()).nullable(),
  powerFactor: z.number().nullable().describe('as the meter tells it'),
  multiplier: z.number(),
  registers: Registers,
})
export type MeterRow = z.infer<typeof MeterRow>

export const PointQuery = z.object({
  /** Account, asset or point number from its beginning, or at least four of its last characters; name, address or district in part. */
  q: z.string().trim().max(64).optional(),
  districtId: z.coerce.number().int().optional(),
  terminalId: z.coerce.number().int().optional(),
  state: PointState.optional(),
  kind: z.enum(['account', 'district', 'feeder']).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})
export type PointQuery = Partial<z.infer<typeof PointQuery>>

export const PointList = z.object({
  points: z.array(MeterRow),
  /** Of the whole filtered list, counted with its first page and up to 10,000; null where it was not counted. */
  total: z.number().nullable(),
  /** Else there are more. */
  isTotalExact: z.boolean(),
  /** Of the list, whatever state is asked for; null where there are more than are counted. */
  states: z.object({ live: z.number(), stale: z.number(), off: z.number(), unknown: z.number() }).nullable(),
  nextCursor: z.string().nullable(),
})
export type PointList = z.infer<typeof PointList>

const Installation = z.object({
  installationId: z.number(),
  assetNo: z.string(),
  model: z.string(),
  installedAt: iso,
  removedAt: iso.nullable(),
  ct: z.number(),
  pt: z.number(),
})

/** What a value is worth: `interpolated` lies between readings close together, `estimated` fills a gap, `edited` is a person's. */
export const Quality = z.enum(['measured', 'interpolated', 'estimated', 'edited', 'missing', 'suspect'])
export type Quality = z.infer<typeof Quality>

export const CurveSlot = z.object({
  /** Start of the 15 minutes. */
  at: iso,
  /** Primary energy of the interval; null where it is not known. */
  energyWh: z.number().nullable(),
  exportWh: z.number().nullable(),
  quality: Quality,
  /** As measured, where somebody edited it; null otherwise. */
  originalWh: z.number().nullable(),
  /** How an estimate was made. */
  method: z.string().nullable(),
  /** Primary power at the closing reading. */
  powerW: z.number().nullable(),
  uV: z.array(z.number().nullable()).nullable(),
})
export type CurveSlot = z.infer<typeof CurveSlot>

/** Energies that are curves of their own beside import. */
export const SiblingChannel = z.enum(['export', 'q1', 'q2', 'q3', 'q4'])
const SiblingCurve = z.object({
  channel: SiblingChannel,
  energyWh: z.number().nullable(),
  /** In the order of the day's slots; Wh, of reactive energy varh. */
  slots: z.array(CurveSlot.pick({ energyWh: true, quality: true, originalWh: true, method: true })),
  counts: z.record(Quality, z.number()),
})
export type SiblingCurve = z.infer<typeof SiblingCurve>

export const DayCurve = z.object({
  pointId: z.number(),
  day,
  slots: z.array(CurveSlot),
  /** Of channels whose register the meter was installed with. */
  siblings: z.array(SiblingCurve),
  energyWh: z.number().nullable(),
  /** The latest change of the day, 0 where there was none. An edit names the version that it saw. */
  version: z.number(),
  /** Slots by quality, of those that have begun. */
  counts: z.record(Quality, z.number()),
})
export type DayCurve = z.infer<typeof DayCurve>
export const DayQuery = z.object({ day })

export const RegisterReading = z.object({
  at: iso,
  assetNo: z.string(),
  freeze: z.enum(['day', 'month', 'curve']).nullable(),
  registers: Registers,
})
export type RegisterReading = z.infer<typeof RegisterReading>
export const RegisterQuery = z.object({ from: day.optional(), to: day.optional() })
export const RegisterList = z.object({ readings: z.array(RegisterReading) })
export type RegisterList = z.infer<typeof RegisterList>

export const DistrictRow = z.object({
  districtId: z.number(),
  name: z.string(),
  kind: z.enum(['public', 'dedicated']),
  capacityKva: z.number().nullable(),
  feederId: z.number().nullable(),
  feederName: z.string().nullable(),
  substationName: z.string().nullable(),
  points: z.number(),
  live: z.number(),
  stale: z.number(),
  off: z.number(),
  unknown: z.number(),
  /** Sum of the customers' latest primary powers that are live. */
  loadW: z.number(),
  openAlarms: z.number(),
})
export type DistrictRow = z.infer<typeof DistrictRow>
export const DistrictList = z.object({ districts: z.array(DistrictRow) })
export type DistrictList = z.infer<typeof DistrictList>

export const LoadSeries = z.object({
  /** Now: the sum of latest primary powers of live customer points. */
  nowW: z.number(),
  livePoints: z.number(),
  points: z.number(),
  series: z.array(
    z.object({
      at: iso,
      loadW: z.number(),
      points: z.number(),
    }),
  ),
})
export type LoadSeries = z.infer<typeof LoadSeries>
export const LoadQuery = z.object({
  districtId: z.coerce.number().int().optional(),
  hours: z.coerce.number().int().min(1).max(72).default(24),
})

export const TerminalRow = z.object({
  terminalId: z.number(),
  name: z.string(),
  protocol: terminalProtocol,
  host: z.string().nullable(),
  port: z.number().nullable(),
  serialPath: z.string().nullable(),
  dialsIn: z.boolean(),
  districtId: z.number().nullable(),
  districtName: z.string().nullable(),
  status: z.enum(['online', 'offline', 'unknown']),
  statusSince: iso.nullable(),
  lastSeenAt: iso.nullable(),
  /** When its log-in at the broker was issued. */
  credentialAt: iso.nullable(),
  /** How its maker's JSON is read; null where it speaks our contract. */
  mapper: z.string().nullable(),
  vendorTopic: z.string().nullable(),
  meters: z.number(),
  liveMeters: z.number(),
  staleMeters: z.number(),
})
export type TerminalRow = z.infer<typeof TerminalRow>

/** For a terminal's log-in at the broker. The secret is told this once. */
export const TerminalCredential = z.object({ username: z.string(), secret: z.string() })
export type TerminalCredential = z.infer<typeof TerminalCredential>
export const TerminalQuery = z.object({
  q: z.string().trim().max(100).optional(),
  status: z.enum(['online', 'offline', 'unknown']).optional(),
  cursor: z.string().max(120).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type TerminalQuery = z.infer<typeof TerminalQuery>
export const TerminalList = z.object({
  terminals: z.array(TerminalRow),
  /** Of all terminals in scope, whatever is searched for. */
  online: z.number(),
  offline: z.number(),
  unknown: z.number(),
  nextCursor: z.string().nullable(),
})
export type TerminalList = z.infer<typeof TerminalList>

/** What a meter answered just now, in the names of the MQTT contract, and the words that it sent. */
export const MeterAnswer = z.object({
  profile: z.string(),
  /** Modbus unit, or the twelve digits of a DL/T 645 meter. */
  unit: z.union([z.number(), z.string()]),
  at: iso,
  reading: z.record(z.string(), z.unknown()),
  /** Why some is missing, where the meter broke off. */
  incomplete: z.string().optional(),
  /** Registers asked for and their words; of DL/T 645 data identifiers and their bytes. */
  raw: z.array(
    z.union([
      z.object({ functionCode: z.number(), address: z.number(), words: z.array(z.number()) }),
      z.object({ di: z.string(), data: z.string() }),
    ]),
  ),
})
export type MeterAnswer = z.infer<typeof MeterAnswer>

export const ReadNowResult = z.object({
  pointId: z.number(),
  assetNo: z.string(),
  answer: MeterAnswer,
  /** What the checks said of it. */
  verdict: z.enum(['accepted', 'duplicate', 'held', 'rejected', 'quarantined']),
  because: z.string().nullable(),
})
export type ReadNowResult = z.infer<typeof ReadNowResult>

export const PointDetail = z.object({
  point: MeterRow,
  installations: z.array(Installation),
  alarms: z.array(AlarmRow),
  suspects: z.array(
    z.object({
      at: iso,
      status: z.enum(['held', 'rejected', 'confirmed']),
      because: z.string(),
      registers: Registers,
      /** The same value again and again is one row: how often it was shown, and when for the latest time. */
      times: z.number(),
      untilAt: iso.nullable(),
    }),
  ),
})
export type PointDetail = z.infer<typeof PointDetail>

export const IdParam = z.object({ id: z.coerce.number().int() })
