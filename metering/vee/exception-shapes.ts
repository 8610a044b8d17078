import { z } from 'zod'

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
  /** Days of points that wait to be validated; one that was marked twice counts twice. */
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
