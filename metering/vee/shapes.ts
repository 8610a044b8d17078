import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { Quality, Registers } from '../contract.ts'

const iso = z.iso.datetime({ offset: true })
const day = z.iso.date()
const reason = z.string().trim().min(2).max(500)
const Severity = z.enum(['info', 'warning', 'error'])

/** Where a fault of readings may lie. */
export const Cause = z.enum(['terminal', 'channel', 'meter', 'file', 'clock', 'customer'])
export type Cause = z.infer<typeof Cause>
export const Action = z.enum(['estimate', 'accept', 'reject', 'site'])
export type Action = z.infer<typeof Action>

export const ExceptionGroup = z.object({
  /** Rule, day and terminal, as the address of its page. */
  key: z.string(),
  rule: z.string(),
  day,
  severity: Severity,
  cause: Cause,
  terminalId: z.number().nullable(),
  terminalName: z.string().nullable(),
  districtName: z.string().nullable(),
  findings: z.number(),
  points: z.number(),
  /** Points that the terminal reads. */
  pointsOfTerminal: z.number(),
  from: iso,
  to: iso,
})
export type ExceptionGroup = z.infer<typeof ExceptionGroup>
export const ExceptionQuery = z.object({
  /** `site`: sent there, with what became of it. */
  state: z.enum(['open', 'site']).default('open'),
  rule: z.string().max(40).optional(),
  cursor: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type ExceptionQuery = Partial<z.infer<typeof ExceptionQuery>>
export const ExceptionList = z.object({
  groups: z.array(ExceptionGroup),
  /** Findings that are open, of all pages. */
  open: z.number(),
  /** Findings whose repair is under way. */
  atSite: z.number(),
  /** Days that wait to be validated. */
  waiting: z.number(),
  nextCursor: z.string().nullable(),
})
export type ExceptionList = z.infer<typeof ExceptionList>

export const ExceptionRow = z.object({
  findingId: z.number(),
  pointId: z.number(),
  pointNo: z.string(),
  accountName: z.string().nullable(),
  assetNo: z.string().nullable(),
  rule: z.string(),
  channel: z.string(),
  severity: Severity,
  from: iso,
  to: iso,
  count: z.number(),
  value: z.number().nullable(),
  expected: z.number().nullable(),
  unit: z.string(),
  /** Measured Wh of the quarter hours of the day before and of the day. */
  evidence: z.array(z.number().nullable()),
  /** The repair order that it was sent to site with, and the re-read that closed it; null while it is open. */
  repair: z
    .object({
      orderId: z.number(),
      orderNo: z.string(),
      status: z.enum(['open', 'assigned', 'closed']),
      closedAt: iso.nullable(),
      readAt: iso.nullable(),
      readWh: z.number().nullable(),
    })
    .nullable(),
})
export type ExceptionRow = z.infer<typeof ExceptionRow>
export const ExceptionRows = z.object({ group: ExceptionGroup, findings: z.array(ExceptionRow) })
export type ExceptionRows = z.infer<typeof ExceptionRows>
export const ExceptionKey = z.object({ key: z.string().regex(/^\d{4}-\d{2}-\d{2}~[a-z-]{1,40}~\d{1,15}$/) })

export const ExceptionDecision = z.object({
  findingIds: z.array(z.number().int()).min(1).max(500),
  action: Action,
  reason,
})
export type ExceptionDecision = z.infer<typeof ExceptionDecision>
export const DecisionResult = z.object({
  decisionId: z.number(),
  decided: z.number(),
  /** Quarter hours that were given an estimate or declared false. */
  slots: z.number(),
  /** Findings that nothing tells the energy of, left open. */
  notEstimated: z.number(),
  /** Repair orders that lead to the places. */
  orders: z.number(),
})
export type DecisionResult = z.infer<typeof DecisionResult>

export const RuleRow = z.object({
  rule: z.string(),
  severity: Severity,
  basis: z.string(),
  limits: z.array(z.object({ name: z.string(), value: z.number(), unit: z.string(), from: day })),
  open: z.number(),
  accepted: z.number(),
  upheld: z.number(),
  /** Upheld of all decided in 90 days; null where nobody has decided. */
  precision: z.number().nullable(),
})
export type RuleRow = z.infer<typeof RuleRow>
export const RuleList = z.object({ rules: z.array(RuleRow) })
export type RuleList = z.infer<typeof RuleList>
export const ParameterChange = z.object({
  name: z.string().max(40),
  from: day,
  value: z.number(),
  severity: Severity,
  basis: reason,
})
export type ParameterChange = z.infer<typeof ParameterChange>

export const MonthDay = z.object({
  day,
  importWh: z.number().nullable(),
  exportWh: z.number().nullable(),
  byPeriodWh: z.object({
    sharp: z.number().nullable(),
    peak: z.number().nullable(),
    flat: z.number().nullable(),
    valley: z.number().nullable(),
    deepValley: z.number().nullable(),
  }),
  periodSource: z.enum(['registers', 'curve']).nullable(),
  maxDemandW: z.number().nullable(),
  maxDemandAt: iso.nullable(),
  demandSource: z.enum(['sliding', 'interval']).nullable(),
  loadFactor: z.number().nullable(),
  counts: z.record(Quality, z.number()),
  validatedAt: iso,
})
export type MonthDay = z.infer<typeof MonthDay>
export const MonthQuery = z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) })
export const MonthDays = z.object({
  pointId: z.number(),
  month: z.string(),
  days: z.array(MonthDay),
  /** Sum of the days that are known. */
  importWh: z.number(),
  maxDemandW: z.number().nullable(),
})
export type MonthDays = z.infer<typeof MonthDays>

/** The bill that rests on a point's registers of an instant, as it would be made now. */
export const BillPreview = z.object({
  billMonth: z.string(),
  /** Already issued: it is not changed, but marked for correction. */
  issued: z.object({ billNo: z.string(), totalYuan: z.string() }).nullable(),
  energyKwh: z.number().nullable(),
  totalYuan: z.string().nullable(),
  /** Why it cannot be made now. */
  because: z.string().nullable(),
})
export type BillPreview = z.infer<typeof BillPreview>
/**
 * Billing's answer, wired by the application: the bill of the month that ends with, or holds, the instant. Runs inside
 * the caller's transaction, sees its changes and leaves nothing behind. Null for a point that is not billed.
 */
export type BillPreviewPort = (ctx: Ctx, about: { pointId: number; at: Date }) => Promise<BillPreview | null>

export const Effect = z.object({
  before: BillPreview.nullable(),
  after: BillPreview.nullable(),
})
export type Effect = z.infer<typeof Effect>

const EditedSlots = z
  .array(z.object({ at: iso, energyWh: z.number().int().min(0).max(1_000_000_000).nullable() }))
  .min(1)
  .max(96)
export const CurveProposal = z.object({ day, slots: EditedSlots })
export type CurveProposal = z.infer<typeof CurveProposal>
export const CurveEffect = z.object({
  version: z.number(),
  beforeWh: z.number().nullable(),
  afterWh: z.number().nullable(),
  bill: Effect,
})
export type CurveEffect = z.infer<typeof CurveEffect>
export const CurveEdit = CurveProposal.extend({ version: z.number().int().min(0), reason })
export type CurveEdit = z.infer<typeof CurveEdit>

export const StandIn = z.object({
  standInId: z.number(),
  pointId: z.number(),
  pointNo: z.string(),
  accountNo: z.string().nullable(),
  accountName: z.string().nullable(),
  address: z.string().nullable(),
  assetNo: z.string(),
  multiplier: z.number(),
  /** The reading day's instant. */
  standsFor: iso,
  kind: z.enum(['site', 'estimated']),
  registers: Registers,
  /** Register before it and how far it is from it, to judge by. */
  basis: z.record(z.string(), z.unknown()),
  measuredAt: iso.nullable(),
  photoId: z.number().nullable(),
  reason: z.string(),
  status: z.enum(['proposed', 'approved', 'refused', 'withdrawn']),
  proposedBy: z.string(),
  proposedAt: iso,
  decidedBy: z.string().nullable(),
  decidedAt: iso.nullable(),
  decisionNote: z.string().nullable(),
})
export type StandIn = z.infer<typeof StandIn>
export const StandInList = z.object({ standIns: z.array(StandIn), nextCursor: z.string().nullable() })
export type StandInList = z.infer<typeof StandInList>
export const StandInQuery = z.object({
  status: z.enum(['proposed', 'approved', 'refused', 'withdrawn']).optional(),
  pointId: z.coerce.number().int().optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type StandInQuery = Partial<z.infer<typeof StandInQuery>>

export const SiteReading = z.object({
  /** Reading day for which it stands. */
  day,
  measuredAt: iso,
  registersWh: Registers,
  photo: z.object({
    mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp']),
    /** At most 1.5 MB of picture. */
    base64: z.string().min(100).max(2_100_000),
  }),
  reason,
})
export type SiteReading = z.infer<typeof SiteReading>
export const RegisterEstimate = z.object({ day, reason })
export type RegisterEstimate = z.infer<typeof RegisterEstimate>
export const StandInDecision = z.object({ approve: z.boolean(), note: z.string().trim().max(500).optional() })
export type StandInDecision = z.infer<typeof StandInDecision>
export const StandInAnswer = z.object({ standIn: StandIn, bill: Effect })
export type StandInAnswer = z.infer<typeof StandInAnswer>

/** How the register of a reading day can be had, step by step. */
export const Ladder = z.object({
  pointId: z.number(),
  at: iso,
  step: z.enum(['measured', 'nearest', 'site', 'estimated', 'none']),
  measured: z.object({ at: iso, registers: Registers }).nullable(),
  standIn: StandIn.nullable(),
})
export type Ladder = z.infer<typeof Ladder>

export const VerdictInput = z.object({
  kind: z.enum(['confirm-reading', 'reject-break']),
  role: z.string().max(20),
  at: iso,
  reason,
})
export type VerdictInput = z.infer<typeof VerdictInput>

export const RegisterHistoryView = z.object({
  /** Where a register did not simply count on, newest first; registers as the meter shows them, in Wh. */
  breaks: z.array(
    z.object({
      role: z.string(),
      kind: z.enum(['rollover', 'reset', 'jump']),
      beforeAt: iso,
      beforeWh: z.number(),
      afterAt: iso,
      afterWh: z.number(),
    }),
  ),
  verdicts: z.array(
    z.object({
      verdictId: z.number(),
      pointId: z.number(),
      role: z.string(),
      kind: z.enum(['confirm-reading', 'reject-break']),
      at: iso,
      wh: z.number(),
      /** Readings that it put in or took out. */
      values: z.number(),
      reason: z.string(),
      decidedBy: z.string(),
      decidedAt: iso,
      undoneBy: z.string().nullable(),
      undoneAt: iso.nullable(),
    }),
  ),
})
export type RegisterHistoryView = z.infer<typeof RegisterHistoryView>
export const UndoInput = z.object({ reason })
