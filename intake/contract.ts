import { z } from 'zod'
import { accountNoShape } from '../db/customers/contract.ts'
import { line } from '../db/text.ts'
import { applicant, applicationKinds, changeKinds, eitherKinds, forms, internalKinds, newKinds } from './forms.ts'
import { steps } from './rules/flow/shape.ts'
import { paper, paperKinds, stepData } from './step-data.ts'

export type { FileChange, SupplySource, TransformerState } from '../db/customers/changes/shape.ts'
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

const civilDay = z.iso.date()
const instant = z.iso.datetime({ offset: true })
const bilingual = z.object({ zh: z.string(), en: z.string() })
const text = (max: number) => z.string().trim().min(1).max(max)

const applicationStatuses = ['open', 'archived', 'refused', 'withdrawn'] as const
export type ApplicationStatus = (typeof applicationStatuses)[number]

// ── what comes in ────────────────────────────────────────────────────────────

const papers = z.array(paper).max(20).default([])

/** A new connection: who applies, where, and what for. Capacity in kW. */
const newInput = z.strictObject({
  kind: z.enum([...newKinds, ...eitherKinds]),
  applicant,
  address: line(200),
  requestedCapacityKw: z.number().positive().max(1_000_000),
  householdPersons: z.number().int().min(1).max(30).optional(),
  /** Of the kind; see `forms.ts`. */
  form: z.record(z.string(), z.unknown()).default({}),
  papers,
  /** Needed only where the applicant has no account yet and more than one county is served. */
  organisationId: z.number().int().optional(),
})

/** A change of an account that there is, asked for by its customer or at the counter. */
const changeInput = z.strictObject({
  kind: z.enum([...changeKinds, ...eitherKinds]),
  accountNo: accountNoShape,
  /** Who takes over, for 过户 alone; everybody else is known. */
  applicant: applicant.optional(),
  /** The new number, for a change of contact alone. */
  phone: applicant.shape.phone.optional(),
  /** From which is paid, for 银行代扣 alone. */
  bankAccount: z
    .string()
    .regex(/^\d{8,30}$/)
    .optional(),
  /** Who takes over each part, for 分户 alone. */
  newCustomers: z.array(applicant).max(10).optional(),
  form: z.record(z.string(), z.unknown()).default({}),
  papers,
})

/** The company's own: no applicant, no account of its own. */
const internalInput = z.strictObject({
  kind: z.enum(internalKinds),
  form: z.record(z.string(), z.unknown()).default({}),
  papers,
})

/** POST /api/intake/applications (customer or intake). Optional header `Idempotency-Key`. */
export const submitInput = z.union([newInput, changeInput, internalInput]).superRefine((input, context) => {
  const { kind, form } = input
  for (const issue of forms[kind].safeParse(form).error?.issues ?? []) {
    context.addIssue({ code: 'custom', path: ['form', ...issue.path], message: issue.message })
  }
  if (kind === 'distributed-pv' && (form.mode === 'surplus') !== 'accountNo' in input) {
    const message = '余电上网在已有户号上办理,全额上网另立新户'
    context.addIssue({ code: 'custom', path: ['form', 'mode'], message })
  }
  if ('accountNo' in input && (input.applicant !== undefined) !== (kind === 'transfer')) {
    const message = kind === 'transfer' ? '请填写新用户的姓名、证件与电话' : '此业务不填写申请人'
    context.addIssue({ code: 'custom', path: ['applicant'], message })
  }
  const parts = kind === 'split' && Array.isArray(form.parts) ? form.parts.length : 0
  if ('accountNo' in input && (input.newCustomers?.length ?? 0) !== parts) {
    const message = kind === 'split' ? '请填写每一新户的姓名、证件与电话' : '此业务不填写新户'
    context.addIssue({ code: 'custom', path: ['newCustomers'], message })
  }
  if ('accountNo' in input && (input.phone !== undefined) !== (kind === 'contact-change')) {
    const message = kind === 'contact-change' ? '请填写新的手机号码' : '此业务不填写电话'
    context.addIssue({ code: 'custom', path: ['phone'], message })
  }
  const isCollected = kind === 'payment-change' && form.method === 'collection'
  if ('accountNo' in input && (input.bankAccount !== undefined) !== isCollected) {
    const message = isCollected ? '请填写银行账号(8–30 位数字)' : '此业务不填写银行账号'
    context.addIssue({ code: 'custom', path: ['bankAccount'], message })
  }
})
export type SubmitInput = z.infer<typeof submitInput>

const opinion = z.string().trim().max(500).optional()
const version = z.number().int()

/** POST /api/intake/applications/{id}/steps: completes an open step with what it writes down. */
export const completeStepInput = z
  .strictObject({
    step: z.enum(steps),
    version,
    opinion,
    /** Of the step; see `step-data.ts`. */
    data: z.record(z.string(), z.unknown()).default({}),
  })
  .superRefine(({ step, data }, context) => {
    for (const issue of stepData[step].safeParse(data).error?.issues ?? []) {
      context.addIssue({ code: 'custom', path: ['data', ...issue.path], message: issue.message })
    }
  })
export type CompleteStepInput = z.infer<typeof completeStepInput>

/** POST …/returns (退回): an open step back to an earlier one. */
export const returnInput = z.strictObject({
  version,
  step: z.enum(steps).optional(),
  to: z.enum(steps),
  reason: text(500),
})
/** POST …/refusal, POST …/withdrawal, POST …/resumption */
export const endInput = z.strictObject({ version, reason: text(500) })
/** POST …/suspension (挂起): only for a reason that the flow lists. */
export const suspendInput = z.strictObject({ version, code: text(40), reason: text(500) })
/** POST …/assignments (改派): an open step to somebody by user name; null: to all who have its role. */
export const assignInput = z.strictObject({
  version,
  step: z.enum(steps),
  holder: text(40).nullable(),
  reason: text(500),
})
/** POST …/papers: what came later. */
export const papersInput = z.strictObject({ version, papers: z.array(paper).min(1).max(20) })

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

// ── what goes out ────────────────────────────────────────────────────────────

const clock = z.object({
  /** `acceptance`, `plan-answer`, `connection` or `whole-process`. */
  code: z.string(),
  title: bilingual,
  limitWorkingDays: z.number(),
  startedAt: instant,
  /** Null while it stands. */
  dueOn: civilDay.nullable(),
  stoppedAt: instant.nullable(),
  /** `standing`: it waits for the customer or for a reason that is not the company's. */
  status: z.enum(['in-time', 'due-soon', 'overdue', 'met', 'missed', 'standing']),
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
  /** Rows in the order of time: a returned step appears again. Then the steps ahead. */
  steps: z.array(stepView),
  clocks: z.array(clock),
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
      reason: z.string().nullable(),
    }),
  ),
  /** What may be done now, and by the reader. */
  next: z.object({
    /** Open steps that the reader may complete. */
    mayComplete: z.array(z.enum(steps)),
    mayWithdraw: z.boolean(),
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
