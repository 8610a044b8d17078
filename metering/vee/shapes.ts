import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { Quality, Registers, SiblingChannel } from '../contract.ts'

const iso = z.iso.datetime({ offset: true })
const day = z.iso.date()
const reason = z.string().trim().min(2).max(500)

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
  /** Sum of the days that are known; null while none is validated. */
  importWh: z.number().nullable(),
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
export const CurveProposal = z.object({
  day,
  channel: z.enum(['import', ...SiblingChannel.options]).default('import'),
  slots: EditedSlots,
})
export type CurveProposal = z.input<typeof CurveProposal>
export const CurveEffect = z.object({
  version: z.number(),
  beforeWh: z.number().nullable(),
  afterWh: z.number().nullable(),
  bill: Effect,
})
export type CurveEffect = z.infer<typeof CurveEffect>
export const CurveEdit = CurveProposal.extend({ version: z.number().int().min(0), reason })
export type CurveEdit = z.input<typeof CurveEdit>

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
  kind: z.enum(['settled', 'site', 'estimated']),
  registers: Registers,
  /** Register before it and how far it is from it, to judge by. */
  basis: z.record(z.string(), z.unknown()),
  measuredAt: iso.nullable(),
  photoId: z.number().nullable(),
  reason: z.string(),
  status: z.enum(['proposed', 'approved', 'refused', 'withdrawn']),
  /** Log-ins, and the names of who has them. */
  proposedBy: z.string(),
  proposedByName: z.string(),
  proposedAt: iso,
  decidedBy: z.string().nullable(),
  decidedByName: z.string().nullable(),
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
  step: z.enum(['measured', 'nearest', 'settled', 'site', 'estimated', 'none']),
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
