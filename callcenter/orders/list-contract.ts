import { z } from 'zod'
import { workOrder, workOrderStates } from './contract.ts'

/** GET /api/callcenter/work-orders */
export const workOrderQuery = z.object({
  status: z.enum([...workOrderStates, 'unfinished']).default('unfinished'),
  overdue: z.stringbool().optional(),
  escalated: z.stringbool().optional().describe('overdue for so long that it was told of as escalated'),
  kind: workOrder.shape.kind.optional(),
  no: z
    .string()
    .trim()
    .min(1)
    .max(32)
    .optional()
    .describe('the whole number of an order or of an account: found whatever its status, `status` is not looked at'),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
