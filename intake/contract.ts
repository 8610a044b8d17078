import { z } from 'zod'
import { terminalProtocol } from '../db/customers/contract.ts'

const civilDay = z.iso.date()
const instant = z.iso.datetime({ offset: true })
const bilingual = z.object({ zh: z.string(), en: z.string() })
const text = (max: number) => z.string().trim().min(1).max(max)

const applicationKinds = ['low-voltage-residential'] as const
export type ApplicationKind = (typeof applicationKinds)[number]

const steps = ['accept', 'survey', 'plan', 'contract', 'meter-installation', 'archive'] as const
export type Step = (typeof steps)[number]

const applicationStatuses = ['open', 'archived', 'refused', 'withdrawn'] as const
export type ApplicationStatus = (typeof applicationStatuses)[number]

export const paperKinds = ['identity', 'property', 'other'] as const
const paper = z.strictObject({ kind: z.enum(paperKinds), number: text(64).optional(), note: text(200).optional() })

// ── what comes in ────────────────────────────────────────────────────────────

/** POST /api/intake/applications (customer or intake). Optional header `Idempotency-Key`. */
export const submitInput = z.strictObject({
  kind: z.enum(applicationKinds),
  applicant: z.strictObject({
    name: text(64),
    /** 居民身份证号码, checked by its last digit. */
    identityNumber: z.string().regex(/^\d{17}[\dX]$/),
    phone: z.string().regex(/^1\d{10}$/),
  }),
  address: text(200),
  requestedCapacityKw: z.number().positive().max(100),
  householdPersons: z.number().int().min(1).max(30).optional(),
  papers: z.array(paper).max(20).default([]),
  /** Needed only where the applicant has no account yet and more than one county is served. */
  organisationId: z.number().int().optional(),
})
export type SubmitInput = z.infer<typeof submitInput>

const opinion = z.string().trim().max(500).optional()
const version = z.number().int()

const acceptData = z.strictObject({
  /** The clerk has seen the originals; papers brought to the counter are added here. */
  papersSeen: z.literal(true),
  papers: z.array(paper).max(20).optional(),
})
export const surveyData = z.strictObject({
  surveyedOn: civilDay,
  /** Not feasible ends in POST …/refusal, with its reason. */
  feasible: z.literal(true),
  districtId: z.number().int(),
  capacityKw: z.number().positive().max(100),
  note: z.string().max(500).optional(),
})
export const planData = z.strictObject({
  supplyPlan: text(1000),
  districtId: z.number().int(),
  /** A code of GET /api/billing/prices; the peak/valley option is a code of its own. */
  priceCode: text(40),
  phase: z.enum(['single', 'three']),
})
const registerWh = z.number().int().min(0)
export const contractData = z.strictObject({ contractNo: text(40), signedOn: civilDay })
export const meterData = z.strictObject({
  assetNo: text(40),
  /** Meter profile, such as `chint-dtsu666-2019`. */
  profile: z.string().regex(/^[a-z0-9-]{1,60}$/),
  ratedCurrentA: z.number().positive().max(200).default(5),
  maximumCurrentA: z.number().positive().max(200).default(60),
  /** Places of the registers before the point, in kWh. */
  digits: z.number().int().min(4).max(10).default(6),
  /** What the registers show at the hand-over, in Wh, before any multiplier. */
  startRegistersWh: z.strictObject({
    importTotal: registerWh,
    importSharp: registerWh.optional(),
    importPeak: registerWh.optional(),
    importFlat: registerWh.optional(),
    importValley: registerWh.optional(),
  }),
  /** Where the meter is read (GET /api/intake/choices); behind a Modbus terminal it needs `unitId`, behind a DL/T 645 one `meterAddress`. */
  link: z.strictObject({
    terminalAssetNo: text(40),
    unitId: z.number().int().min(1).max(247).optional(),
    meterAddress: z
      .string()
      .regex(/^\d{12}$/)
      .optional(),
  }),
  /** The check (检定) on its certificate, where it is at hand. */
  check: z.strictObject({ checkedOn: z.iso.date(), certificateNo: text(40) }).optional(),
  energisedAt: instant,
})

/** POST /api/intake/applications/{id}/steps: completes the current step. */
export const completeStepInput = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('accept'), version, opinion, data: acceptData }),
  z.strictObject({ step: z.literal('survey'), version, opinion, data: surveyData }),
  z.strictObject({ step: z.literal('plan'), version, opinion, data: planData }),
  z.strictObject({ step: z.literal('contract'), version, opinion, data: contractData }),
  z.strictObject({ step: z.literal('meter-installation'), version, opinion, data: meterData }),
  z.strictObject({ step: z.literal('archive'), version, opinion, data: z.strictObject({}).optional() }),
])
export type CompleteStepInput = z.infer<typeof completeStepInput>

/** POST …/returns (退回), POST …/refusal, POST …/withdrawal */
export const returnInput = z.strictObject({ version, to: z.enum(steps), reason: text(500) })
export const endInput = z.strictObject({ version, reason: text(500) })

/** GET /api/intake/applications. A customer sees his own whatever he asks. */
export const listQuery = z.object({
  status: z.enum(applicationStatuses).optional(),
  step: z.enum(steps).optional(),
  overdue: z.stringbool().optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export type ListQuery = z.infer<typeof listQuery>

// ── what goes out ────────────────────────────────────────────────────────────

const clock = z.object({
  /** `acceptance`, `plan-answer`, `connection` or `whole-process`. */
  code: z.string(),
  title: bilingual,
  limitWorkingDays: z.number(),
  startedAt: instant,
  dueOn: civilDay,
  stoppedAt: instant.nullable(),
  status: z.enum(['in-time', 'due-soon', 'overdue', 'met', 'missed']),
  /** Negative when overdue; null once stopped. */
  workingDaysLeft: z.number().nullable(),
  legalBasis: z.string(),
})
export type Clock = z.infer<typeof clock>

const applicationSummary = z.object({
  id: z.number(),
  applicationNo: z.string(),
  kind: z.enum(applicationKinds),
  status: z.enum(applicationStatuses),
  /** Null once ended. */
  currentStep: z.object({ step: z.enum(steps), title: bilingual, role: z.string(), since: instant }).nullable(),
  applicantName: z.string(),
  address: z.string(),
  requestedCapacityKw: z.number(),
  submittedAt: instant,
  endedAt: instant.nullable(),
  /** The running clock that ends first. */
  nextDue: clock.nullable(),
  accountNo: z.string().nullable(),
  version: z.number(),
})
export type ApplicationSummary = z.infer<typeof applicationSummary>
export const applicationList = z.object({ items: z.array(applicationSummary), nextCursor: z.string().nullable() })

const stepView = z.object({
  step: z.enum(steps),
  title: bilingual,
  role: z.string(),
  state: z.enum(['done', 'returned', 'current', 'ahead']),
  startedAt: instant.nullable(),
  completedAt: instant.nullable(),
  actorName: z.string().nullable(),
  opinion: z.string().nullable(),
  /** As given to POST …/steps; empty for a customer, but for plan and contract. */
  data: z.record(z.string(), z.unknown()),
})

/** GET /api/intake/applications/{id}; also the answer of every write. */
export const applicationDetail = applicationSummary.extend({
  flowVersion: z.number(),
  organisationName: z.string(),
  /** Masked, but for its last digits. */
  identityNumberMasked: z.string(),
  phoneMasked: z.string(),
  householdPersons: z.number().nullable(),
  papers: z.array(z.object({ kind: z.enum(paperKinds), number: z.string().optional(), note: z.string().optional() })),
  /** Rows in the order of time: a returned step appears again. Then the steps ahead. */
  steps: z.array(stepView),
  clocks: z.array(clock),
  events: z.array(
    z.object({
      at: instant,
      kind: z.string(),
      actorName: z.string(),
      step: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  /** What may be done now, and by the reader. */
  next: z.object({
    mayComplete: z.boolean(),
    mayWithdraw: z.boolean(),
    mayRefuse: z.boolean(),
    returnTargets: z.array(z.enum(steps)),
  }),
  endReason: z.string().nullable(),
})
export type ApplicationDetail = z.infer<typeof applicationDetail>

/** GET /api/intake/choices: what the forms of survey, plan and meter installation offer. */
export const choices = z.object({
  organisations: z.array(z.object({ id: z.number(), name: z.string() })),
  districts: z.array(z.object({ id: z.number(), name: z.string(), kind: z.string(), capacityKva: z.number() })),
  terminals: z.array(
    z.object({
      assetNo: z.string(),
      protocol: terminalProtocol,
      districtId: z.number().nullable(),
      /** Unit ids that are taken now, for a Modbus terminal. */
      takenUnitIds: z.array(z.number()),
    }),
  ),
  /** Meter profiles that can be read. */
  profiles: z.array(z.string()),
})
