import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'

export const workOrderKinds = [
  'fault-repair',
  'meter-check',
  'reading-doubt',
  'reconnection',
  'complaint',
  'report',
  'service-request',
] as const
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

export const workOrder = z.object({
  id: z.number(),
  workOrderNo: z.string(),
  kind: z.enum(workOrderKinds),
  urgency: z.enum(['normal', 'urgent']),
  status: z.enum(workOrderStates),
  accountNo: z.string().nullable(),
  customerName: z.string().nullable(),
  address: z.string(),
  description: z.string(),
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
  kind: z.enum(workOrderKinds),
  urgency: z.enum(['normal', 'urgent']).default('normal'),
  accountNo: accountNoShape.optional(),
  contactId: z.number().int().optional(),
  address: z.string().trim().min(2).max(200).optional().describe('needed where no account is known'),
  description: z.string().trim().min(2, '请写明情况').max(2000),
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

/** GET /api/callcenter/work-orders/limits: what a new order of each kind promises today. */
export const orderLimits = z.object({
  limits: z.array(
    z.object({
      kind: z.enum(workOrderKinds),
      clock: orderClock.shape.name,
      limit: z.string(),
      legalBasis: z.string(),
    }),
  ),
})
