import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import type { Subscriber } from '../../db/events.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { sumYuan } from '../rules/money.ts'
import {
  findAccountOfPoint,
  isBill,
  listLinkedBills,
  listOpenTasks,
  openPriceTasks,
  openTask,
  resolveTasks,
  type TaskRow,
} from '../sql/corrections.ts'
import type { UsagePort } from '../usage.ts'
import type { taskList, taskQuery, taskRunAnswer, taskRunInput } from './contract.ts'
import { correctBills } from './corrections.ts'

export async function listTasks(
  ctx: Ctx,
  { cursor, ...query }: z.infer<typeof taskQuery>,
): Promise<z.infer<typeof taskList>> {
  const rows = await listOpenTasks(ctx, { ...query, afterId: cursor ? Number(cursor) : null })
  return {
    items: rows.map(({ accountId: _, openedAt, ...row }) => ({ ...row, openedAt: openedAt.toISOString() })),
    nextCursor: rows.length === query.limit ? String(rows.at(-1)?.id) : null,
  }
}

/** Puts a task aside: nothing is to be corrected. Refuses with `NOT_FOUND`. */
export async function dismissTask(ctx: Ctx, id: number, note: string): Promise<void> {
  const [task] = await listOpenTasks(ctx, { id, afterId: null, limit: 1 })
  if (!task) throw notFound('待退补任务')
  const { accountId, billMonth } = task
  await resolveTasks(ctx, { accountId, fromMonth: billMonth, throughMonth: billMonth }, 'put-aside', note)
}

const AT_ONCE = 200
const reasons: Record<TaskRow['cause'], string> = {
  reading: '示数更正退补',
  price: '政策性退补',
  file: '计费档案更正退补',
  complaint: '客户异议退补',
  'market-sheet': '零售市场结算单更正退补',
}

/**
 * Corrects every account that has an open task of the cause, each in its own transaction, from its first month to its
 * last. One that cannot be corrected keeps its task with the reason and holds nobody up; stopped and called again it goes
 * on with what is left.
 */
export async function runTasks(
  ctx: Ctx,
  { cause }: z.infer<typeof taskRunInput>,
  findUsages: UsagePort,
): Promise<z.infer<typeof taskRunAnswer>> {
  const outcome = { accounts: 0, corrected: 0, unchanged: 0, failed: 0 }
  const differences: string[] = []
  for (let afterId = 0; ; ) {
    const page = await listOpenTasks(ctx, { afterId, limit: AT_ONCE })
    const last = page.at(-1)
    if (!last) return { ...outcome, differenceYuan: sumYuan(differences) }
    afterId = last.id
    const ofCause = page.filter((task) => task.cause === cause)
    for (const [accountId, tasks] of Map.groupBy(ofCause, (task) => task.accountId)) {
      const months = tasks.map(({ billMonth }) => billMonth).sort()
      const input = { accountId, fromMonth: months[0] ?? '', throughMonth: months.at(-1), reason: reasons[cause] }
      outcome.accounts += 1
      try {
        const { months: changed, differenceYuan } = await correctBills(ctx, input, findUsages)
        outcome[changed.length > 0 ? 'corrected' : 'unchanged'] += 1
        differences.push(differenceYuan)
      } catch (fault) {
        if (!(fault instanceof Refusal)) throw fault
        outcome.failed += 1
        for (const { billMonth, detail } of tasks) {
          await openTask(ctx, { accountId, billMonth, cause, detail: { ...detail, fault: fault.message } })
        }
      }
    }
  }
}

/** A price that was decreed for days already billed, and is to be felt there, wants every bill of those days corrected. */
export const repricedBills: Subscriber = {
  name: 'billing.repriced-bills',
  kinds: ['price.published'],
  async handle(ctx, event) {
    if (event.kind !== 'price.published' || event.payload.pastChange !== 're-rate') return
    const { versionId, priceCode, validFrom: from, validTo: to } = event.payload
    await openPriceTasks(ctx, { priceCode, from, to, detail: { versionId, from } })
  },
}

/** Readings that changed under an issued bill want a correction, and of the bills from which its energy is taken or shared. */
export const correctedReadings: Subscriber = {
  name: 'billing.corrected-readings',
  kinds: ['usage.corrected'],
  async handle(ctx, event) {
    if (event.kind !== 'usage.corrected') return
    const { pointId, day, billMonth, billNo, because } = event.payload
    if (!(await isBill(ctx, billNo))) return
    const accountId = await findAccountOfPoint(ctx, pointId)
    if (accountId === null) return
    const detail = { day, because }
    await openTask(ctx, { accountId, billMonth, cause: 'reading', detail })
    for (const linked of await listLinkedBills(ctx, { pointId, day })) {
      await openTask(ctx, { ...linked, cause: 'reading', detail: { ...detail, pointId } })
    }
  },
}
