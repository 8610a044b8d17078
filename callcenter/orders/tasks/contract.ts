import { z } from 'zod'
import { type TaskAct, taskActs } from '../../rules/tasks.ts'
import { workOrder } from '../contract.ts'

export const taskStates = ['asked', 'accepted', 'done', 'refused', 'cancelled'] as const
const { handler, kind, subkind, urgency } = workOrder.shape

export const orderTask = z.object({
  id: z.number(),
  workOrderId: z.number(),
  workOrderNo: z.string(),
  number: z.number().describe('within its order, from 1'),
  ...{ kind, subkind, urgency, handler },
  address: z.string().nullable().describe('not told of a report'),
  unit: z.string(),
  description: z.string(),
  dueAt: z.iso.datetime(),
  isLate: z.boolean().describe('open, and past its due instant'),
  state: z.enum(taskStates),
  askedBy: z.string(),
  askedAt: z.iso.datetime(),
  answer: z.string().nullable(),
  answeredBy: z.string().nullable(),
  answeredAt: z.iso.datetime().nullable(),
  acts: z.array(z.enum(taskActs as [TaskAct, ...TaskAct[]])).describe('that the reader may do now'),
  version: z.number(),
})
export type OrderTask = z.infer<typeof orderTask>

/** GET /api/callcenter/work-orders/{id}/tasks, by number; GET /api/callcenter/order-tasks, the soonest due first. */
export const orderTasks = z.object({
  tasks: z.array(orderTask),
  mayAsk: z.boolean().describe('whether the reader may ask for another; of one order'),
  suggestedDueAt: z.iso.datetime().nullable().describe('of one order: the promise that runs out first'),
})

/** GET /api/callcenter/order-tasks: 200 at most. */
export const taskQuery = z.object({ state: z.enum(['open', 'ended']).default('open') })

/** POST /api/callcenter/work-orders/{id}/tasks. Answers 201 with the order's tasks. `version`: of the order. */
export const newTask = z.strictObject({
  version: z.number().int(),
  handler,
  unitId: z.number().int().optional().describe('else the unit of the order'),
  description: z.string().trim().min(2, '请写明请对方做什么').max(1000),
  dueAt: z.iso.datetime({ offset: true }),
})

/** POST /api/callcenter/order-tasks/{id}/{act}. `version`: of the task. */
export const taskStep = z.strictObject({ version: z.number().int(), note: z.string().trim().max(2000).optional() })
