import { z } from 'zod'

/** What crosses the wire about completeness, repair orders, meters' clocks and terminals' commands. */
const iso = z.iso.datetime({ offset: true })
const day = z.iso.date()
const cursor = z.string().max(64).optional()

export const CollectionItem = z.enum(['day-freeze', 'curve'])
export type CollectionItem = z.infer<typeof CollectionItem>
export const CollectionBy = z.enum(['district', 'feeder', 'terminal', 'model', 'cause'])
export type CollectionBy = z.infer<typeof CollectionBy>

export const CompletenessQuery = z.object({
  item: CollectionItem.default('day-freeze'),
  by: CollectionBy.default('district'),
  /** The day counted last where it is not given. */
  day: day.optional(),
  /** Days of the trend, up to and with that day. */
  days: z.coerce.number().int().min(1).max(92).default(30),
})

const Share = z.object({
  points: z.number(),
  due: z.number(),
  /** By the deadline. */
  had: z.number(),
  /** What came later, by itself or by re-reading. */
  filled: z.number(),
})

export const Completeness = z.object({
  item: CollectionItem,
  by: CollectionBy,
  day: day.nullable(),
  deadlineAt: iso.nullable(),
  /** Of the whole scope on that day; null where no day was counted yet. */
  total: Share.nullable(),
  groups: z.array(Share.extend({ key: z.string().nullable(), name: z.string().nullable(), missingPoints: z.number() })),
  trend: z.array(Share.extend({ day })),
})
export type Completeness = z.infer<typeof Completeness>

export const GapQuery = z.object({
  item: CollectionItem.default('day-freeze'),
  day,
  by: CollectionBy.optional(),
  /** Of `by`: an id, a profile or a cause; empty for "none". */
  key: z.string().max(64).optional(),
  cursor,
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const GapRow = z.object({
  gapId: z.number(),
  pointId: z.number(),
  pointNo: z.string(),
  accountNo: z.string().nullable(),
  accountName: z.string().nullable(),
  assetNo: z.string().nullable(),
  terminalName: z.string().nullable(),
  districtName: z.string().nullable(),
  due: z.number(),
  missing: z.number(),
  remaining: z.number(),
  cause: z.string(),
  status: z.enum(['open', 'filled', 'given-up']),
  attempts: z.number(),
  nextAt: iso.nullable(),
  because: z.string().nullable(),
  orderId: z.number().nullable(),
})
export type GapRow = z.infer<typeof GapRow>
export const GapList = z.object({ gaps: z.array(GapRow), nextCursor: z.string().nullable() })
export type GapList = z.infer<typeof GapList>

const place = z.enum(['terminal', 'channel', 'meter', 'file', 'clock', 'data', 'supply'])
export const RepairQuery = z.object({
  status: z.enum(['under-way', 'closed', 'all']).default('under-way'),
  place: place.optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const RepairRow = z.object({
  orderId: z.number(),
  orderNo: z.string(),
  pointId: z.number().nullable(),
  pointNo: z.string().nullable(),
  accountName: z.string().nullable(),
  accountNo: z.string().nullable(),
  address: z.string().nullable(),
  assetNo: z.string().nullable(),
  profile: z.string().nullable(),
  terminalId: z.number().nullable(),
  terminalName: z.string().nullable(),
  districtName: z.string().nullable(),
  cause: z.string(),
  place,
  status: z.enum(['open', 'assigned', 'closed']),
  openedAt: iso,
  openedBy: z.string(),
  because: z.record(z.string(), z.unknown()),
  assignedTo: z.string().nullable(),
  closedAt: iso.nullable(),
  closedBy: z.string().nullable(),
  proof: z.record(z.string(), z.unknown()).nullable(),
  reopened: z.number(),
})
export type RepairRow = z.infer<typeof RepairRow>
export const RepairList = z.object({
  orders: z.array(RepairRow),
  underWay: z.array(z.object({ place: z.string(), orders: z.number() })),
  nextCursor: z.string().nullable(),
})
export type RepairList = z.infer<typeof RepairList>

export const RepairDetail = z.object({
  order: RepairRow,
  steps: z.array(
    z.object({
      at: iso,
      by: z.string(),
      kind: z.string(),
      note: z.string().nullable(),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
  gaps: z.array(
    z.object({
      day,
      item: CollectionItem,
      points: z.number(),
      missing: z.number(),
      remaining: z.number(),
      status: z.enum(['open', 'filled', 'given-up']),
      because: z.string().nullable(),
    }),
  ),
  /** What validation found and somebody sent to site. */
  findings: z.array(
    z.object({
      findingId: z.number(),
      key: z.string(),
      rule: z.string(),
      pointId: z.number(),
      accountName: z.string().nullable(),
      from: iso,
      to: iso,
      day,
    }),
  ),
  /** Alarms that it handles; closing it ends none of them. */
  alarms: z.array(
    z.object({
      alarmId: z.number(),
      kind: z.string(),
      title: z.object({ zh: z.string(), en: z.string() }),
      severity: z.enum(['info', 'warning', 'critical']),
      occurredAt: iso,
      clearedAt: iso.nullable(),
      clearedBy: z.string().nullable(),
    }),
  ),
})
export type RepairDetail = z.infer<typeof RepairDetail>
export const RepairAssignment = z.object({ to: z.string().trim().min(1).max(64) })
export const RepairNote = z.object({ note: z.string().trim().min(1).max(1_000) })
export const RepairClosure = z.object({ note: z.string().trim().max(1_000).optional() })

export const MeterQuestion = z.object({ kind: z.enum(['read', 'values', 'set-time']) })
export type MeterQuestion = z.infer<typeof MeterQuestion>

export const CommandRow = z.object({
  id: z.uuid(),
  terminalId: z.number(),
  terminal: z.string(),
  pointId: z.number().nullable(),
  kind: z.string(),
  payload: z.record(z.string(), z.unknown()),
  askedAt: iso,
  askedBy: z.string(),
  expiresAt: iso,
  sentAt: iso.nullable(),
  answeredAt: iso.nullable(),
  ok: z.boolean().nullable(),
  because: z.string().nullable(),
  answer: z.record(z.string(), z.unknown()).nullable(),
  /**
   * What the meter said: of frames passed through, and what was wrong with those that say nothing; or the reading that
   * its terminal told before it answered, with when it was measured and what the checks said of it.
   */
  reading: z
    .object({
      at: iso.nullable(),
      reading: z.record(z.string(), z.unknown()),
      notes: z.array(z.string()),
      verdict: z.enum(['accepted', 'held', 'rejected', 'confirmed']).nullable(),
    })
    .nullable(),
})
export type CommandRow = z.infer<typeof CommandRow>
export const CommandParam = z.object({ id: z.uuid() })

export const FileQuestion = z.object({ kind: z.enum(['tell-parameters', 'set-parameters']) })
const Parameter = z.record(z.string(), z.unknown()).nullable()
export const FileComparison = z.object({
  terminalId: z.number(),
  toldAt: iso.nullable(),
  here: z.number(),
  there: z.number(),
  differences: z.array(
    z.object({
      meter: z.string(),
      is: z.enum(['only-here', 'only-there', 'differs']),
      fields: z.array(z.string()),
      here: Parameter,
      there: Parameter,
    }),
  ),
})
export type FileComparison = z.infer<typeof FileComparison>

export const ClockQuery = z.object({
  /** Only clocks that are off by at least so much, either way. */
  offBySeconds: z.coerce.number().int().min(0).default(0),
  cursor,
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const ClockRow = z.object({
  deviceId: z.number(),
  pointId: z.number(),
  pointNo: z.string(),
  accountName: z.string().nullable(),
  assetNo: z.string(),
  profile: z.string(),
  terminalName: z.string().nullable(),
  measuredAt: iso,
  /** How far the meter's clock is ahead of ours. */
  driftMs: z.number(),
  /** How it can be set; null where only a visit can. */
  way: z.enum(['broadcast', 'terminal']).nullable(),
  setAt: iso.nullable(),
  setBy: z.string().nullable(),
  driftBeforeMs: z.number().nullable(),
  driftAfterMs: z.number().nullable(),
})
export type ClockRow = z.infer<typeof ClockRow>
export const ClockList = z.object({
  clocks: z.array(ClockRow),
  /** Meters that have shown a clock: all, off by more than a minute, by more than five. */
  counts: z.object({ all: z.number(), overMinute: z.number(), overFive: z.number() }),
  nextCursor: z.string().nullable(),
})
export type ClockList = z.infer<typeof ClockList>
export const ClockSettingResult = z.object({
  method: z.enum(['broadcast', 'terminal']),
  driftBeforeMs: z.number(),
  driftAfterMs: z.number().nullable(),
  /** Of a terminal's: the question that it has yet to answer. */
  commandId: z.uuid().nullable(),
})
export type ClockSettingResult = z.infer<typeof ClockSettingResult>
