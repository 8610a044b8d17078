import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import { matterOfOrder } from '../matters/contract.ts'
import { followUpStates, followUpWays, ratingWays } from '../rules/follow-up.ts'
import { needsNote, type OrderStep, orderSteps } from '../rules/steps.ts'
import { handlerTitles, kindTitles, orderFields, subkindTitles } from './kinds/contract.ts'

/** Other hotlines whose matters are handed in. */
export const hotlines = ['12345', '12398', 'other'] as const

const codesOf = <Code extends string>(titles: Record<Code, unknown>) => Object.keys(titles) as [Code, ...Code[]]
const kind = z.enum(codesOf(kindTitles))
const subkind = z.enum(codesOf(subkindTitles))
const handler = z.enum(codesOf(handlerTitles))
const saidLimit = z.object({ zh: z.string(), en: z.string() })

export const workOrderStates = [
  'open',
  'dispatched',
  'accepted',
  'reviewing',
  'finished',
  'closed',
  'cancelled',
  'merged',
] as const
const step = z.enum(orderSteps as [OrderStep, ...OrderStep[]])

export const orderClock = z.object({
  name: z.enum(['contact', 'arrive', 'answer', 'restore']),
  round: z.number().describe('from 1; a reopened order begins the next'),
  startedAt: z.iso.datetime(),
  dueAt: z.iso.datetime().nullable().describe('null while it stands'),
  pausedAt: z.iso.datetime().nullable(),
  stoppedAt: z.iso.datetime().nullable(),
  state: z.enum(['running', 'due-soon', 'overdue', 'paused', 'met', 'missed', 'merged']),
  limit: saidLimit.describe('such as 45 分钟'),
  legalBasis: z.string(),
})

/** What was asked besides the description, by the codes of `orderFields`. */
export const orderForm = z.record(z.string(), z.union([z.string().max(500), z.number(), z.boolean()]))

export const workOrder = z.object({
  id: z.number(),
  workOrderNo: z.string(),
  kind,
  subkind: z.string(),
  route: z.enum(['desk', 'office', 'field']),
  handler: handler.describe('the role that does it'),
  isAudited: z.boolean(),
  isCalledBack: z.boolean(),
  urgency: z.enum(['normal', 'urgent']),
  status: z.enum(workOrderStates),
  accountNo: z.string().nullable(),
  customerName: z.string().nullable(),
  address: z.string(),
  description: z.string(),
  form: orderForm,
  organisation: z.string(),
  openedBy: z.string(),
  openedAt: z.iso.datetime(),
  estimatedAt: z.iso.datetime().nullable().describe('power is to be back'),
  finishedAt: z.iso.datetime().nullable(),
  result: z.string().nullable(),
  clocks: z.array(orderClock),
  urges: z.number().describe('how often the customer asked again'),
  openTasks: z.number().describe('asked of other roles and units, and not done yet'),
  mergedInto: z.string().nullable().describe('the order with which it is done'),
  supervision: z.enum(['unit', 'province']).nullable(),
  complainedUnit: z.string().nullable(),
  complainedUsername: z.string().nullable(),
  complainedPerson: z.string().nullable().describe('his name'),
  repeats: z.number().describe('closed complaints of the same matter before it'),
  repeatOf: z.string().nullable().describe('the latest of them'),
  isEscalated: z.boolean().describe('by another hotline, after the company had been told'),
  matters: z.array(matterOfOrder).describe('service matters into which it fell when it was opened'),
  steps: z.array(step).describe('that the reader may take now'),
  version: z.number(),
})
export type WorkOrder = z.infer<typeof workOrder>

/** As another thing names it. */
export const orderLink = workOrder.pick({ id: true, workOrderNo: true, kind: true, subkind: true })
export type OrderLink = z.infer<typeof orderLink>
export const workOrderNo = z.string().regex(/^W\d{1,20}$/, '工单号为 W 加数字')
/** As the customer's file names one that is done with. */
export const doneOrder = orderLink.extend(workOrder.pick({ status: true, openedAt: true }).shape)
export type DoneOrder = z.infer<typeof doneOrder>

/** POST /api/callcenter/work-orders. Answers 201 with the order and its clocks. */
export const newWorkOrder = z.strictObject({
  kind,
  subkind,
  urgency: z.enum(['normal', 'urgent']).default('normal'),
  accountNo: accountNoShape.optional(),
  contactId: z.number().int().optional(),
  address: z.string().trim().min(2).max(200).optional().describe('needed where no account is known'),
  description: z.string().trim().min(2, '请写明情况').max(2000),
  form: orderForm.default({}),
  complainedUnitId: z.number().int().optional().describe('of a complaint or a report'),
  complainedUsername: z.string().trim().min(1).max(64).optional().describe('of a complaint or a report: staff'),
  matterId: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('without an account: the service matter that the agent chose'),
  consented: z
    .boolean()
    .optional()
    .describe('of a complaint in the scope of one: its caller, content with the standard reply, agrees to an opinion'),
  answer: z
    .string()
    .trim()
    .min(2)
    .max(2000)
    .optional()
    .describe('answers and closes it at once, where its way is the desk'),
})
/** GET /api/callcenter/work-orders, asked for by `workOrderQuery`. */
export const workOrderPage = z.object({ orders: z.array(workOrder), nextCursor: z.string().nullable() })
/** GET /api/callcenter/late-orders: unfinished orders that the reader may see and of which a due instant is past. */
export const lateOrders = z.object({
  overdue: z.number(),
  escalated: z.number().describe('of these, told of as escalated'),
})
export type LateOrders = z.infer<typeof lateOrders>
/** A deadline counted anew, beside what was promised. */
export const clockProof = z.object({
  clock: orderClock.shape.name,
  round: orderClock.shape.round,
  rule: z.object({
    kind,
    subkind: z.string().nullable(),
    area: z.string().nullable(),
    starts: z.enum(['opened', 'arrived', 'restored']),
    limit: saidLimit,
    legalBasis: z.string(),
    validFrom: z.iso.date(),
  }),
  isCalendarKept: z.boolean().describe('else it is counted by the calendar of today'),
  days: z
    .array(
      z.object({
        day: z.iso.date(),
        kind: z.enum(['working', 'make-up', 'weekend', 'holiday']),
        counted: z.number().describe('in working days'),
      }),
    )
    .describe('none where it runs day and night'),
  events: z.array(
    z.object({
      at: z.iso.datetime(),
      by: z.string(),
      act: z.enum(['start', 'pause', 'resume', 'stop', 'merge', 'reopen']),
      reason: z.string(),
      dueAt: z.iso.datetime().nullable().describe('from then on'),
    }),
  ),
  storedDueAt: z.iso.datetime().nullable(),
  countedDueAt: z.iso.datetime().nullable(),
  presentDueAt: z.iso.datetime().nullable().describe('by the calendar of today'),
  stoppedAt: z.iso.datetime().nullable(),
  isProved: z.boolean(),
  state: orderClock.shape.state,
})
export type ClockProof = z.infer<typeof clockProof>

/** POST /api/callcenter/work-orders/{id}/merger: it is done with another. */
export const merger = z.strictObject({
  version: z.number().int(),
  intoId: z.number().int(),
  note: z.string().trim().max(500).optional(),
})
/** POST /api/callcenter/work-orders/{id}/merger-undo */
export const mergerUndo = z.strictObject({ version: z.number().int() })

/** POST /api/callcenter/work-orders/{id}/clock-pause | /clock-resumption */
export const clockAct = z.strictObject({
  version: z.number().int(),
  clock: orderClock.shape.name,
  reason: z.string().trim().min(2, '请写明原因').max(500),
})

/** GET /api/callcenter/work-orders/{id}/record, by its id or its number */
export const orderRecord = z.object({
  order: workOrder,
  handIn: z
    .object({
      contactId: z.number(),
      hotline: z.enum(hotlines),
      hotlineName: z.string().nullable(),
      theirNo: z.string(),
      dueAt: z.iso.datetime(),
      repliedAt: z.iso.datetime().nullable(),
    })
    .nullable()
    .describe('where another hotline handed it in: its number, and its clock beside the order’s own'),
  rated: z
    .object({
      subject: z.enum(['order', 'contact']),
      subjectNo: z.string(),
      order: orderLink.nullable().describe('null: a contact, or not for the reader'),
      contact: z
        .object({
          at: z.iso.datetime(),
          accountNo: z.string().nullable(),
          category: z.string().nullable(),
          agent: z.string().nullable(),
          summary: z.string().nullable(),
        })
        .nullable()
        .describe('null: an order, or not for the reader'),
      score: z.number(),
      comment: z.string().nullable().describe('null too where what was rated is not for the reader'),
      way: z.enum(ratingWays),
      ratedAt: z.iso.datetime(),
      followUp: z.object({ way: z.enum(followUpWays), state: z.enum(followUpStates) }).nullable(),
    })
    .nullable()
    .describe('for whose score it was opened, as long as that is kept'),
  acts: z.array(
    z.object({
      at: z.iso.datetime(),
      by: z.string(),
      act: z.string().describe('opened, or a step'),
      note: z.string().nullable(),
      contactNo: z.string().nullable().describe('of an urge: in which the customer asked again'),
      outcome: z.enum(['satisfied', 'dissatisfied', 'unreached']).nullable(),
      onSite: z
        .object({
          sentAt: z.iso.datetime().describe('later than `at` where there was no network'),
          place: z
            .object({ latitude: z.number(), longitude: z.number(), accuracyM: z.number() })
            .nullable()
            .describe('degrees, WGS 84'),
          pictures: z.array(z.object({ id: z.number(), kind: z.enum(['site', 'signature']) })),
        })
        .nullable()
        .describe('of a step that was written on site'),
    }),
  ),
  alerts: z.array(
    z.object({
      clock: orderClock.shape.name,
      level: z.enum(['warning', 'breach', 'escalation']),
      at: z.iso.datetime(),
    }),
  ),
  proofs: z.array(clockProof),
})
export type OrderRecord = z.infer<typeof orderRecord>

/** Steps that are not taken without a note. */
export const notedSteps = orderSteps.filter(needsNote)

/** POST /api/callcenter/work-orders/{id}/{step} */
export const workOrderStep = z.strictObject({ version: z.number().int(), note: z.string().trim().max(2000).optional() })
/** Of `dispatch` and `transfer`: to another role, another unit, or both. */
export const handOverStep = workOrderStep.extend({ handler: handler.optional(), unitId: z.number().int().optional() })
/** Of `estimate`. */
export const estimateStep = workOrderStep.extend({ estimatedAt: z.iso.datetime({ offset: true }) })
/** Of `urge`: in which contact the customer asked again. */
export const urgeStep = workOrderStep.extend({ contactId: z.number().int().optional() })
/** Of `call-back`. */
export const callBackStep = workOrderStep.extend({ outcome: z.enum(['satisfied', 'dissatisfied', 'unreached']) })

/** GET /api/callcenter/order-kinds: what may be opened today, what is asked for it, and what it promises where the account is. */
export const orderKinds = z.object({
  subkinds: z.array(
    z.object({
      kind,
      subkind: z.string(),
      route: z.enum(['desk', 'office', 'field']),
      handler,
      isAudited: z.boolean(),
      isCalledBack: z.boolean(),
      fields: z.array(z.object({ field: z.enum(codesOf(orderFields)), isNeeded: z.boolean() })),
      limits: z.array(
        z.object({
          clock: orderClock.shape.name,
          starts: z.enum(['opened', 'arrived', 'restored']),
          limit: saidLimit,
          legalBasis: z.string(),
        }),
      ),
    }),
  ),
})
export type OrderSubkind = z.infer<typeof orderKinds>['subkinds'][number]
