import { z } from 'zod'
import { accountNo, bilingual, billMonth, moneyYuan } from '../contract.ts'

const side = z.object({ energyKwh: z.number(), totalYuan: moneyYuan })
const lineSide = z.object({ quantity: z.number(), amountYuan: moneyYuan }).nullable()

/** POST /api/billing/corrections and /api/billing/corrections/previews */
export const correctionInput = z.strictObject({
  accountNo,
  fromMonth: billMonth,
  throughMonth: billMonth.optional(),
  reason: z.string().trim().min(2).max(500),
})
export const correction = z.object({
  accountNo,
  /** Only months that come out otherwise, oldest first. */
  months: z.array(
    z.object({
      billMonth,
      billId: z.number(),
      billNo: z.string(),
      reversalId: z.number(),
      reissueId: z.number(),
      before: side,
      after: side,
      differenceYuan: moneyYuan,
      lines: z.array(
        z.object({
          item: z.string(),
          title: bilingual,
          segment: z.number().nullable(),
          unit: z.string(),
          price: z.string(),
          before: lineSide,
          after: lineSide,
          differenceYuan: moneyYuan,
        }),
      ),
      words: bilingual,
      /** What a check would hold a bill of a run for: somebody has to look before it is issued. */
      warning: bilingual.nullable(),
    }),
  ),
  differenceYuan: moneyYuan,
})

export type Correction = z.infer<typeof correction>
export type CorrectedMonth = Correction['months'][number]

export const cause = z.enum(['reading', 'price', 'file', 'complaint', 'market-sheet'])

/** GET /api/billing/correction-tasks/groups */
export const taskGroups = z.object({
  items: z.array(
    z.object({ cause, tasks: z.number(), accounts: z.number(), fromMonth: billMonth, throughMonth: billMonth }),
  ),
})

/** GET /api/billing/correction-tasks?cause= */
export const taskQuery = z.object({
  cause: cause.optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const taskList = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      accountNo,
      customerName: z.string(),
      billMonth,
      cause,
      detail: z.record(z.string(), z.unknown()),
      openedAt: z.iso.datetime(),
    }),
  ),
  nextCursor: z.string().nullable(),
})
export type CorrectionTask = z.infer<typeof taskList>['items'][number]
/** POST /api/billing/correction-tasks/{id}/dismissal */
export const dismissalInput = z.strictObject({ note: z.string().trim().min(2).max(500) })
/**
 * POST /api/billing/correction-tasks/runs: corrects all open tasks of a cause, account by account. Answers 201 at its end; in
 * the background 202 as soon as it has begun.
 */
export const taskRunInput = z.strictObject({ cause, background: z.boolean().optional() })
export const taskRun = z.object({
  id: z.number(),
  cause,
  /** Interrupted: its process is gone; started again, what is left is corrected. */
  status: z.enum(['running', 'interrupted', 'finished', 'failed']),
  fault: z.string().nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  startedBy: z.string(),
  /** Accounts that had a task as it began. */
  wanted: z.number(),
  accounts: z.number(),
  corrected: z.number(),
  unchanged: z.number(),
  /** Left open, with the reason in their detail. */
  failed: z.number(),
  differenceYuan: moneyYuan,
})
export type TaskRun = z.infer<typeof taskRun>
/** GET /api/billing/correction-tasks/runs: the latest of each cause. */
export const taskRunList = z.object({ items: z.array(taskRun) })
