import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import type { Subscriber } from '../../db/events.ts'
import { notFound } from '../../db/refusal.ts'
import { pageOf } from '../page.ts'
import {
  findAccountOfPoint,
  isBill,
  listLinkedBills,
  listOpenTasks,
  openPriceTasks,
  openTask,
  resolveTasks,
} from '../sql/corrections.ts'
import type { taskList, taskQuery } from './contract.ts'

export async function listTasks(
  ctx: Ctx,
  { cursor, limit, ...query }: z.infer<typeof taskQuery>,
): Promise<z.infer<typeof taskList>> {
  const rows = await listOpenTasks(ctx, { ...query, afterId: cursor ? Number(cursor) : null, limit: limit + 1 })
  const { shown, nextCursor } = pageOf(rows, limit, ({ id }) => id)
  return {
    items: shown.map(({ accountId: _, openedAt, ...row }) => ({ ...row, openedAt: openedAt.toISOString() })),
    nextCursor,
  }
}

/** Puts a task aside: nothing is to be corrected. Refuses with `NOT_FOUND`. */
export async function dismissTask(ctx: Ctx, id: number, note: string): Promise<void> {
  const [task] = await listOpenTasks(ctx, { id, afterId: null, limit: 1 })
  if (!task) throw notFound('待退补任务')
  const { accountId, billMonth } = task
  await resolveTasks(ctx, { accountId, fromMonth: billMonth, throughMonth: billMonth }, 'put-aside', note)
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
