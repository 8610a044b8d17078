import type { Ctx } from '../../db/context.ts'
import type { OrderStatus } from '../rules/steps.ts'

/** Locks both in the order of their ids, so that two who merge crosswise wait instead of stopping each other. */
export async function lockOrders(ctx: Ctx, ids: number[]): Promise<void> {
  await ctx.db.run('select id from work_order where id = any($1) order by id for update', [ids])
}

/** Zero where somebody changed the order since `version`; whoever has the other before him sees that it is another now. */
export async function mergeOrder(
  ctx: Ctx,
  order: { id: number; version: number; status: OrderStatus; into: number },
): Promise<number> {
  const count = await ctx.db.run(
    `update work_order set status = 'merged', merged_from = $3, merged_into = $4, finished_at = $5, version = version + 1
     where id = $1 and version = $2`,
    [order.id, order.version, order.status, order.into, ctx.now],
  )
  if (count > 0) await ctx.db.run('update work_order set version = version + 1 where id = $1', [order.into])
  return count
}

/** The state in which it is again; undefined where somebody changed the order since `version`. */
export async function takeOut(ctx: Ctx, order: { id: number; version: number }): Promise<OrderStatus | undefined> {
  const row = await ctx.db.first<{ status: OrderStatus }>(
    `update work_order set status = merged_from, merged_from = null, merged_into = null, finished_at = null,
       version = version + 1 where id = $1 and version = $2 returning status`,
    [order.id, order.version],
  )
  return row?.status
}

export type MergedRow = {
  id: number
  workOrderNo: string
  accountId: number | null
  version: number
  /** When it was merged. */
  finishedAt: Date
}

/** What is done with an order. */
export function listMerged(ctx: Ctx, orderId: number): Promise<MergedRow[]> {
  return ctx.db.rows(
    `select id, work_order_no as "workOrderNo", account_id as "accountId", version, finished_at as "finishedAt"
     from work_order where merged_into = $1 order by id`,
    [orderId],
  )
}
