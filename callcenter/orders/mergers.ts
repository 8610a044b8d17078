import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { decideMerger } from '../rules/mergers.ts'
import { listMerged, lockOrders, type MergedRow, mergeOrder, takeOut } from '../sql/mergers.ts'
import { addOrderEntry } from '../sql/work-order-entries.ts'
import { findOrderRow, type OrderRow } from '../sql/work-orders.ts'
import { mergeClocks, reopenClocks } from './clocks.ts'
import type { merger, mergerUndo, WorkOrder } from './contract.ts'
import { findWorkOrder } from './read.ts'
import { publishChange } from './tell.ts'

const messages = {
  MERGED_ALREADY: '其中一张工单已并单，请先拆开',
  MERGE_NOT_POSSIBLE: '只有未回单的工单可以并单',
  TASKS_OPEN: '还有协办任务未办结，请先等其回单或撤销',
  MERGE_UNLIKE: '只有同一单位的同类工单可以并单；投诉、举报还须为同一户',
}

/**
 * Has an order done with another: its clocks stop, and its customer is told what comes of the other. Refuses, in this order, with
 * `NOT_FOUND`, `MERGED_ALREADY`, `MERGE_NOT_POSSIBLE`, `TASKS_OPEN`, `MERGE_UNLIKE` and `ORDER_CHANGED`.
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
    await mergeClocks(inner, id)
    await addOrderEntry(inner, id, { act: 'merger', note: `${into.workOrderNo} ${input.note ?? ''}`.trim() })
    await addOrderEntry(inner, into.id, { act: 'taken-in', note: one.workOrderNo })
    await publishChange(inner, into)
    await recordAudit(inner, { action: 'work-order.merger', subject: `work-order:${one.workOrderNo}` })
    await publishChange(inner, { ...one, status: 'merged' })
    return findWorkOrder(inner, id)
  })
}

/** Takes an order out again, as it was, under its old clocks. Refuses with `NOT_FOUND`, `MERGE_NOT_POSSIBLE` and `ORDER_CHANGED`. */
export function takeOutWorkOrder(ctx: Ctx, id: number, input: z.output<typeof mergerUndo>): Promise<WorkOrder> {
  return transact(ctx, async (inner) => {
    const one = await findOrderRow(inner, id)
    if (!one) throw notFound('工单')
    const { status, finishedAt } = one
    if (status !== 'merged' || !finishedAt) throw new Refusal('MERGE_NOT_POSSIBLE', '这张工单没有并单')
    await putBack(inner, { ...one, finishedAt, version: input.version })
    return findWorkOrder(inner, id)
  })
}

/** Locks an order with all that are done with it, so that nobody takes one out or in meanwhile; to be called before it is changed. */
export async function lockWithMerged(ctx: Ctx, id: number): Promise<void> {
  const merged = await listMerged(ctx, id)
  await lockOrders(ctx, [id, ...merged.map((each) => each.id)])
}

/** Takes out what was done with an order that is not done after all: the outage of the others is not over by that. */
export async function takeOutAll(ctx: Ctx, leading: OrderRow): Promise<void> {
  for (const one of await listMerged(ctx, leading.id)) await putBack(ctx, one, leading.workOrderNo)
}

async function putBack(ctx: Ctx, one: Omit<MergedRow, 'accountId'>, note?: string): Promise<void> {
  const status = await takeOut(ctx, one)
  if (!status) throw changed()
  await reopenClocks(ctx, one.id, one.finishedAt, 'merger-undo')
  await addOrderEntry(ctx, one.id, { act: 'merger-undo', note })
  await recordAudit(ctx, { action: 'work-order.merger-undo', subject: `work-order:${one.workOrderNo}` })
  await publishChange(ctx, { ...one, status })
}

async function toMergeable(ctx: Ctx, row: OrderRow) {
  return { ...row, hasMerged: (await listMerged(ctx, row.id)).length > 0 }
}

function changed(): Refusal {
  return new Refusal('ORDER_CHANGED', '工单刚被他人改动，请刷新后再处理')
}
