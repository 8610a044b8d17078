import { z } from 'zod'
import { Registers } from '../contract.ts'

const iso = z.iso.datetime({ offset: true })
const day = z.iso.date()
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
const reason = z.string().trim().min(2).max(500)
const cursor = z.string().max(120).optional()
const limit = z.coerce.number().int().min(1).max(500).default(50)

export const SectionRow = z.object({
  sectionId: z.number(),
  sectionNo: z.string(),
  organisation: z.string(),
  organisationPath: z.string(),
  manager: z.string(),
  readingDay: z.number(),
  months: z.number(),
  oddMonths: z.boolean(),
  /** Districts whose new points join it. */
  districts: z.array(z.string()),
  /** Points that it has today. */
  points: z.number(),
})
export type SectionRow = z.infer<typeof SectionRow>
export const SectionQuery = z.object({ q: z.string().trim().max(64).optional(), cursor, limit })
export type SectionQuery = Partial<z.infer<typeof SectionQuery>>
export const SectionList = z.object({
  sections: z.array(SectionRow),
  /** Points of open accounts that no section reads: a fault to repair. */
  unplaced: z.number(),
  nextCursor: z.string().nullable(),
})
export type SectionList = z.infer<typeof SectionList>

/** The section of this number is made, or changed from `from` on. */
export const SectionInput = z.strictObject({
  sectionNo: z.string().trim().min(1).max(40),
  organisation: z.string().max(200),
  manager: z.string().trim().min(1).max(100),
  readingDay: z.number().int().min(1).max(31),
  months: z.union([z.literal(1), z.literal(2)]).default(1),
  oddMonths: z.boolean().default(false),
  districts: z.array(z.string().trim().min(1).max(100)).max(200).default([]),
  from: day,
})
export type SectionInput = z.infer<typeof SectionInput>
export const SectionChanged = z.object({ sectionId: z.number(), joined: z.number() })

export const SectionPoint = z.object({
  pointId: z.number(),
  pointNo: z.string(),
  accountNo: z.string().nullable(),
  accountName: z.string().nullable(),
  address: z.string().nullable(),
  assetNo: z.string().nullable(),
  districtName: z.string().nullable(),
  validFrom: day.nullable(),
  validTo: day.nullable(),
})
export type SectionPoint = z.infer<typeof SectionPoint>
/** `now` members of today, `all` also those that have left or will join. */
export const SectionPointQuery = z.object({ which: z.enum(['now', 'all']).default('now'), cursor, limit })
export type SectionPointQuery = Partial<z.infer<typeof SectionPointQuery>>
export const SectionPoints = z.object({ points: z.array(SectionPoint), nextCursor: z.string().nullable() })
export type SectionPoints = z.infer<typeof SectionPoints>
export const PageQuery = z.object({ cursor, limit })
/** `sectionId` null: out of any section. */
export const Placement = z.object({ sectionId: z.number().int().nullable(), from: day })

export const planStates = ['waiting', 'read', 'recall', 'site', 'approval', 'missing', 'accepted'] as const
export const PlanPointState = z.enum(planStates)
export type PlanPointState = z.infer<typeof PlanPointState>

export const PlanRow = z.object({
  planId: z.number(),
  sectionId: z.number(),
  sectionNo: z.string(),
  organisation: z.string(),
  month,
  readingDay: day,
  readsFrom: day,
  manager: z.string(),
  status: z.enum(['open', 'closed']),
  points: z.number(),
  /** Points by state; those with none are left out. */
  progress: z.partialRecord(PlanPointState, z.number()),
  /** Read, conspicuous and not accepted. */
  flagged: z.number(),
  reader: z.string().nullable(),
  readerName: z.string().nullable(),
  sentAt: iso.nullable(),
  refreshedAt: iso.nullable(),
  closedAt: iso.nullable(),
  closedBy: z.string().nullable(),
})
export type PlanRow = z.infer<typeof PlanRow>
export const PlanQuery = z.object({
  month: month.optional(),
  sectionId: z.coerce.number().int().optional(),
  cursor,
  limit,
})
export type PlanQuery = Partial<z.infer<typeof PlanQuery>>
export const PlanList = z.object({
  plans: z.array(PlanRow),
  /** Months that have plans, latest first. */
  months: z.array(month),
  nextCursor: z.string().nullable(),
})
export type PlanList = z.infer<typeof PlanList>

const How = z.enum(['measured', 'nearest', 'settled', 'site', 'estimated', 'missing'])
/** Registers as the meter shows them, uses after CT × PT, in Wh. */
export const PlanFacts = z.object({
  assetNo: z.string().nullable(),
  multiplier: z.number(),
  endWh: z.number().nullable(),
  endAt: iso.nullable(),
  startWh: z.number().nullable(),
  /** The worst end of the period. */
  how: How,
  useWh: z.number().nullable(),
  days: z.number(),
  beforeWh: z.number().nullable(),
  yearBeforeWh: z.number().nullable(),
  /** Of use by day against the period before. */
  changePercent: z.number().nullable(),
  capacityKva: z.number().nullable(),
  meters: z.number(),
  photoId: z.number().nullable(),
  /** A re-reading for this plan that was done, and shows what the meter said later. */
  reread: z
    .object({ at: iso, wh: z.number().nullable(), photoId: z.number().nullable(), reason: z.string() })
    .nullable(),
  /** A register that was sent back to be called: how it goes, and what is suggested once it is given up. */
  call: z
    .object({
      calledAt: iso.nullable(),
      answer: z.string().nullable(),
      attempts: z.number(),
      nextAt: iso.nullable(),
      suggested: z.enum(['site', 'estimate']).nullable(),
    })
    .nullable(),
})
export type PlanFacts = z.infer<typeof PlanFacts>

export const PlanPoint = z.object({
  pointId: z.number(),
  pointNo: z.string(),
  accountNo: z.string().nullable(),
  accountName: z.string().nullable(),
  address: z.string().nullable(),
  routeNo: z.number(),
  state: PlanPointState,
  facts: PlanFacts.nullable(),
  flags: z.array(z.string()),
  version: z.number(),
  readBy: z.string().nullable(),
  acceptedBy: z.string().nullable(),
  acceptedAt: iso.nullable(),
})
export type PlanPoint = z.infer<typeof PlanPoint>
/** `review`: read and not accepted, conspicuous ones first; `undone`: no register yet. */
export const PlanPointQuery = z.object({
  which: z.enum(['review', 'undone', 'accepted', 'all']).default('review'),
  cursor,
  limit,
})
export type PlanPointQuery = Partial<z.infer<typeof PlanPointQuery>>
export const PlanPoints = z.object({ points: z.array(PlanPoint), nextCursor: z.string().nullable() })
export type PlanPoints = z.infer<typeof PlanPoints>

/** Points with the version that was seen, or all that are read and not conspicuous. */
export const Acceptance = z.union([
  z.strictObject({
    points: z
      .array(z.object({ pointId: z.number().int(), version: z.number().int() }))
      .min(1)
      .max(500),
  }),
  z.strictObject({ unflagged: z.literal(true) }),
])
export type Acceptance = z.infer<typeof Acceptance>
export const AcceptanceResult = z.object({
  accepted: z.number(),
  refused: z.array(z.object({ pointId: z.number(), because: z.enum(['NOT_READ', 'CHANGED_SINCE', 'SAME_PERSON']) })),
  plan: PlanRow,
})
export type AcceptanceResult = z.infer<typeof AcceptanceResult>

export const Return = z.object({ pointId: z.number().int(), way: z.enum(['recall', 'site']), reason })
export type Return = z.infer<typeof Return>
export const ReaderList = z.object({
  readers: z.array(z.object({ username: z.string(), name: z.string(), organisation: z.string() })),
})
export type ReaderList = z.infer<typeof ReaderList>
/** Log-in of the reader who is sent. */
export const Sending = z.object({ reader: z.string().trim().min(1).max(60) })

export type Sending = z.infer<typeof Sending>

export const FieldReading = z.object({
  pointId: z.number(),
  pointNo: z.string(),
  accountName: z.string().nullable(),
  address: z.string().nullable(),
  /** Where the meter hangs within the address; null: nobody told it. */
  place: z.string().nullable(),
  assetNo: z.string().nullable(),
  sectionNo: z.string(),
  routeNo: z.number(),
  /** The reading day that the register is for. */
  day,
  /** Why somebody is sent: a re-reading's reason, or null where no register came. */
  reason: z.string().nullable(),
  latestWh: z.number().nullable(),
})
export type FieldReading = z.infer<typeof FieldReading>
export const FieldReadings = z.object({
  readings: z.array(FieldReading),
  total: z.number(),
  nextCursor: z.string().nullable(),
})
export type FieldReadings = z.infer<typeof FieldReadings>

export const SpecialCause = z.enum(['move-out', 'dispute', 'exchange', 're-reading'])
export const SpecialReading = z.object({
  specialId: z.number(),
  pointId: z.number(),
  pointNo: z.string(),
  accountNo: z.string().nullable(),
  accountName: z.string().nullable(),
  address: z.string().nullable(),
  cause: SpecialCause,
  /** Whose 00:00 it is read for. */
  day,
  dueOn: day,
  way: z.enum(['recall', 'site']),
  reader: z.string().nullable(),
  planId: z.number().nullable(),
  reason: z.string(),
  status: z.enum(['open', 'read', 'accepted', 'cancelled']),
  openedBy: z.string(),
  openedAt: iso,
  recalledAt: iso.nullable(),
  recallAnswer: z.string().nullable(),
  readBy: z.string().nullable(),
  readByName: z.string().nullable(),
  readAt: iso.nullable(),
  registers: Registers.nullable(),
  photoId: z.number().nullable(),
  reviewedBy: z.string().nullable(),
  reviewedAt: iso.nullable(),
  reviewNote: z.string().nullable(),
})
export type SpecialReading = z.infer<typeof SpecialReading>
export const SpecialQuery = z.object({
  status: z.enum(['open', 'read', 'accepted', 'cancelled']).optional(),
  pointId: z.coerce.number().int().optional(),
  cursor,
  limit,
})
export type SpecialQuery = Partial<z.infer<typeof SpecialQuery>>
export const SpecialList = z.object({ specials: z.array(SpecialReading), nextCursor: z.string().nullable() })
export type SpecialList = z.infer<typeof SpecialList>
export const NewSpecial = z.object({
  pointId: z.number().int(),
  cause: SpecialCause.exclude(['re-reading']),
  day,
  dueOn: day,
  way: z.enum(['recall', 'site']),
  reader: z.string().trim().min(1).max(60).optional(),
  reason,
})
export type NewSpecial = z.infer<typeof NewSpecial>
/** `accept` ends it, `again` has it read once more, `cancel` gives it up. */
export const SpecialReview = z.object({
  verdict: z.enum(['accept', 'again', 'cancel']),
  note: z.string().trim().max(500).optional(),
})
export type SpecialReview = z.infer<typeof SpecialReview>

export const ReviewLimits = z.object({
  limits: z.array(z.object({ name: z.string(), from: day, value: z.number(), basis: z.string() })),
})
