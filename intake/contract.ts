import { z } from 'zod'
import { accountNoShape } from '../db/customers/contract.ts'
import { correction } from './corrections/contract.ts'
import { applicationKinds } from './forms.ts'
import { steps } from './rules/flow/shape.ts'
import { statement } from './statement-contract.ts'
import { paperKinds } from './step-data.ts'

export type { FileChange, SupplySource, TransformerState } from '../db/customers/changes/shape.ts'
export type { CompleteStepInput } from './act-contract.ts'
export type { Applicant, ApplicationKind, ChangeKind, Forms, InternalKind, NewKind } from './forms.ts'
export { applicationKinds } from './forms.ts'
export type { Step } from './rules/flow/shape.ts'
export type {
  ContractData,
  MeterData,
  MeterExchangeData,
  PaperKind,
  RowMeter,
  SealingData,
  SettlementData,
  StepData,
} from './step-data.ts'
export { paperKinds } from './step-data.ts'
export type { SubmitInput } from './submit-contract.ts'

const civilDay = z.iso.date()
const instant = z.iso.datetime({ offset: true })
const bilingual = z.object({ zh: z.string(), en: z.string() })

const applicationStatuses = ['open', 'archived', 'refused', 'withdrawn'] as const
export type ApplicationStatus = (typeof applicationStatuses)[number]

/** GET /api/intake/applications. A customer sees his own whatever he asks. */
export const listQuery = z.object({
  status: z.enum(applicationStatuses).optional(),
  kind: z.enum(applicationKinds).optional(),
  step: z.enum(steps).optional(),
  /** Only what the reader's own roles can do now. */
  mine: z.stringbool().optional(),
  overdue: z.stringbool().optional(),
  /** A unit, with those below it. */
  organisationId: z.coerce.number().int().optional(),
  /** Told to the manager. */
  escalated: z.stringbool().optional(),
  /** Came from another unit. */
  handedOver: z.stringbool().optional(),
  /** `due`: the running clock that ends first before the others. */
  sort: z.enum(['newest', 'due']).default('newest'),
  accountNo: accountNoShape.optional(),
  /** `nextCursor` of the page before. */
  cursor: z
    .string()
    .regex(/^\d{1,15}(\.\d{4}-\d\d-\d\d)?$/, '翻页位置无效，请从第一页重新查询')
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export type ListQuery = z.infer<typeof listQuery>

const clock = z.object({
  /** `acceptance`, `plan-answer`, `connection` or `whole-process`. */
  code: z.string(),
  title: bilingual,
  limitWorkingDays: z.number(),
  startedAt: instant,
  /** Null while it stands. */
  dueOn: civilDay.nullable(),
  stoppedAt: instant.nullable(),
  /** `standing`: it waits for the customer or for a reason that is not the company's. `ended`: withdrawn or refused before. */
  status: z.enum(['in-time', 'due-soon', 'overdue', 'met', 'missed', 'standing', 'ended']),
  /** Negative when overdue; null once stopped. */
  workingDaysLeft: z.number().nullable(),
  legalBasis: z.string(),
})
export type Clock = z.infer<typeof clock>

const applicationSummary = z.object({
  id: z.number(),
  applicationNo: z.string(),
  kind: z.enum(applicationKinds),
  kindTitle: bilingual,
  status: z.enum(applicationStatuses),
  /** Several side by side; none once ended. */
  openSteps: z.array(
    z.object({
      step: z.enum(steps),
      title: bilingual,
      role: z.string(),
      since: instant,
      holder: z.string().nullable(),
    }),
  ),
  applicantName: z.string(),
  address: z.string(),
  requestedCapacityKw: z.number().nullable(),
  submittedAt: instant,
  endedAt: instant.nullable(),
  /** The running clock that ends first. */
  nextDue: clock.nullable(),
  /** Of the account that it opened or changes. */
  accountNo: z.string().nullable(),
  suspendedFor: bilingual.nullable(),
  organisationName: z.string(),
  escalatedAt: instant.nullable(),
  handedOverAt: instant.nullable(),
  version: z.number(),
})
export type ApplicationSummary = z.infer<typeof applicationSummary>
export const applicationList = z.object({ items: z.array(applicationSummary), nextCursor: z.string().nullable() })

const stepView = z.object({
  step: z.enum(steps),
  title: bilingual,
  role: z.string(),
  state: z.enum(['done', 'returned', 'current', 'ahead', 'not-needed']),
  startedAt: instant.nullable(),
  completedAt: instant.nullable(),
  actorName: z.string().nullable(),
  /** Of the office; null for a customer. */
  opinion: z.string().nullable(),
  /** As given to POST …/steps; empty for a customer, but for plan and contract. */
  data: z.record(z.string(), z.unknown()),
})

/** GET /api/intake/applications/{id}; also the answer of every write. */
export const applicationDetail = applicationSummary.extend({
  flowVersion: z.number(),
  /** Masked, but for its last digits. */
  identityNumberMasked: z.string().nullable(),
  phoneMasked: z.string().nullable(),
  householdPersons: z.number().nullable(),
  channel: z
    .enum(['online', 'counter', 'desk', 'office'])
    .describe('how it came in; desk: 95598, by telephone or in writing'),
  contactNo: z.string().nullable().describe('of the desk, where it was asked for; told to the office alone'),
  papers: z.array(
    z.object({
      kind: z.enum(paperKinds),
      number: z.string().optional(),
      note: z.string().optional(),
      /** A file of it, or the original in a clerk's hands; null: it is only claimed, and does not count. */
      proof: z.enum(['file', 'original']).nullable(),
    }),
  ),
  /** Papers that may come later, by a day (容缺受理). */
  deferredPapers: z.array(z.object({ kind: z.enum(paperKinds), dueOn: civilDay, receivedAt: instant.nullable() })),
  /** As filled in; without what identifies people. */
  form: z.record(z.string(), z.unknown()),
  /** In force on the day on which it came in. */
  statements: z.array(statement),
  /** Rows in the order of time: a returned step appears again. Then the steps ahead. */
  steps: z.array(stepView),
  clocks: z.array(clock),
  corrections: z.array(correction),
  /** By the step with which each clock stops: the day promised, and the day on which it was done. */
  promises: z.array(
    z.object({
      step: z.enum(steps),
      dueOn: civilDay.nullable(),
      keptOn: civilDay.nullable(),
      status: clock.shape.status,
    }),
  ),
  events: z.array(
    z.object({
      at: instant,
      kind: z.string(),
      actorName: z.string(),
      step: z.string().nullable(),
      /** Of a step its opinion; a customer is told what he waits for or is to do. */
      reason: z.string().nullable(),
      /** By which it was done, as far as the reader may see them. */
      attachments: z.array(z.object({ id: z.number(), kind: z.string(), name: z.string() })),
    }),
  ),
  /** What may be done now, and by the reader. */
  next: z.object({
    /** Open steps that the reader may complete. */
    mayComplete: z.array(z.enum(steps)),
    mayWithdraw: z.boolean(),
    mayCorrect: z.boolean(),
    mayRefuse: z.boolean(),
    maySuspend: z.boolean(),
    mayResume: z.boolean(),
    /** By open step: to where it may go back. */
    returnTargets: z.array(z.object({ step: z.enum(steps), to: z.array(z.enum(steps)) })),
    suspensions: z.array(z.object({ code: z.string(), title: bilingual })),
  }),
  endReason: z.string().nullable(),
})
export type ApplicationDetail = z.infer<typeof applicationDetail>
