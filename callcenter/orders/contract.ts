import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import { handlerTitles, kindTitles, orderFields, subkindTitles } from './kinds/contract.ts'

const codesOf = <Code extends string>(titles: Record<Code, unknown>) => Object.keys(titles) as [Code, ...Code[]]
const kind = z.enum(codesOf(kindTitles))
const subkind = z.enum(codesOf(subkindTitles))
const handler = z.enum(codesOf(handlerTitles))

export const workOrderStates = ['open', 'accepted', 'finished', 'closed', 'cancelled'] as const

export const orderClock = z.object({
  name: z.enum(['contact', 'arrive', 'answer', 'restore']),
  startedAt: z.iso.datetime(),
  dueAt: z.iso.datetime(),
  stoppedAt: z.iso.datetime().nullable(),
  state: z.enum(['running', 'due-soon', 'overdue', 'met', 'missed']),
  limit: z.string().describe('such as 45 分钟, 5 个工作日'),
  legalBasis: z.string(),
})

/** What was asked besides the description, by the codes of `orderFields`. */
export const orderForm = z.record(z.string(), z.union([z.string().max(500), z.number(), z.boolean()]))

export const workOrder = z.object({
  id: z.number(),
  workOrderNo: z.string(),
  kind,
  subkind: z.string(),
  handler: handler.describe('the role that does it'),
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
  finishedAt: z.iso.datetime().nullable(),
  result: z.string().nullable(),
  clocks: z.array(orderClock),
  version: z.number(),
})
export type WorkOrder = z.infer<typeof workOrder>

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
})
/** GET /api/callcenter/work-orders */
export const workOrderQuery = z.object({
  status: z.enum([...workOrderStates, 'unfinished']).default('unfinished'),
  overdue: z.stringbool().optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export const workOrderPage = z.object({ orders: z.array(workOrder), nextCursor: z.string().nullable() })
/** POST /api/callcenter/work-orders/{id}/acceptance | /arrival | /result | /closure | /cancellation */
export const workOrderStep = z.strictObject({ version: z.number().int(), note: z.string().trim().max(2000).optional() })

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
          limit: z.string(),
          legalBasis: z.string(),
        }),
      ),
    }),
  ),
})
export type OrderSubkind = z.infer<typeof orderKinds>['subkinds'][number]
