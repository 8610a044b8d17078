import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { decideMerger } from '../rules/mergers.ts'
import { listMerged, lockOrders, mergeOrder, takeOut } from '../sql/mergers.ts'
import { addOrderEntry, findOrderRow, type OrderRow } from '../sql/work-orders.ts'
import { reopenClocks, stopClocks } from './clocks.ts'
import type { merger, mergerUndo, WorkOrder } from './contract.ts'
import { findWorkOrder } from './read.ts'

const messages = {
  MERGED_ALREADY: '其中一张工单已并单,请先拆开',
  MERGE_NOT_POSSIBLE: '只有未回单的工单可以并单',
  MERGE_UNLIKE: '只有同一单位的同类工单可以并单;投诉、举报还须为同一户',
}

/**
 * Has an order done with another: its clocks stop, and its customer is told what comes of the other. Refuses, in this order, with
 * `NOT_FOUND`, `MERGED_ALREADY`, `MERGE_NOT_POSSIBLE`, `MERGE_UNLIKE` and `ORDER_CHANGED`.
 */
export function mergeWorkOrder(ctx: Ctx, id: number, input: z.output<typeof merger>): Promise<WorkOrder> {
  return transact(ctx, async (inner) => {
    await lockOrders(inner, [id, input.intoId])
    const [one, into] = [await findOrderRow(inner, id), await findOrderRow(inner, input.intoId)]
    if (!one || !into) throw notFound('工单')
    const verdict = decideMerger(await toMergeable(inner, one), await toMergeable(inner, into))
    if (!verdict.ok) throw new Refusal(verdict.because, messages[verdict.because])
    if ((await mergeOrder(inner, { id, version: input.version, status: one.status, into: into.id })) === 0)
      throw changed()
    await stopClocks(inner, id, ['contact', 'arrive', 'answer', 'restore'], 'merger')
    await addOrderEntry(inner, id, { act: 'merger', note: `${into.workOrderNo} ${input.note ?? ''}`.trim() })
    await addOrderEntry(inner, into.id, { act: 'taken-in', note: one.workOrderNo })
    return tell(inner, one, 'work-order.merger')
  })
}

/** Takes an order out again, as it was, under its old clocks. Refuses with `NOT_FOUND`, `MERGE_NOT_POSSIBLE` and `ORDER_CHANGED`. */
export function takeOutWorkOrder(ctx: Ctx, id: number, input: z.output<typeof mergerUndo>): Promise<WorkOrder> {
  return transact(ctx, async (inner) => {
    const one = await findOrderRow(inner, id)
    if (!one) throw notFound('工单')
    if (one.status !== 'merged' || !one.finishedAt) throw new Refusal('MERGE_NOT_POSSIBLE', '这张工单没有并单')
    if ((await takeOut(inner, { id, version: input.version })) === 0) throw changed()
    await reopenClocks(inner, id, one.finishedAt, 'merger-undo')
    await addOrderEntry(inner, id, { act: 'merger-undo' })
    return tell(inner, one, 'work-order.merger-undo')
  })
}

async function toMergeable(ctx: Ctx, row: OrderRow) {
  return { ...row, hasMerged: (await listMerged(ctx, row.id)).length > 0 }
}

async function tell(ctx: Ctx, { id, workOrderNo }: OrderRow, action: 'work-order.merger' | 'work-order.merger-undo') {
  await recordAudit(ctx, { action, subject: `work-order:${workOrderNo}` })
  const after = await findWorkOrder(ctx, id)
  await publish(ctx, 'work-order.changed', { workOrderId: id, workOrderNo, status: after.status })
  return after
}

function changed(): Refusal {
  return new Refusal('ORDER_CHANGED', '工单刚被他人改动,请刷新后再处理')
}
