import type { Ctx } from '../../db/context.ts'
import type { OrderStatus } from '../rules/steps.ts'
import { isSeen, type OrderRow, ordersRead, readerOf } from './work-orders.ts'

/** SQL: when the first of its clocks that run is due; infinity where none does. */
const firstDue = (id: string) =>
  `coalesce((select min(c.due_at) from work_order_clock c where c.work_order_id = ${id} and c.stopped_at is null), 'infinity')`

/** What is due first comes first, or else the oldest; `after` is the id of the last order seen, 0 before the first. */
export function listOrderRows(
  ctx: Ctx,
  query: {
    statuses: string[]
    late: Late | null
    isByDue: boolean
    kind: string | null
    /** Of an order or of an account. */
    no: string | null
    after: number
    limit: number
  },
): Promise<OrderRow[]> {
  const [place, after] = query.isByDue
    ? [`${firstDue('w.id')}, w.id`, `case when $2 = 0 then '-infinity' else ${firstDue('$2')} end, $2`]
    : ['w.id', '$2']
  return ctx.db.rows(
    `${ordersRead} where w.status = any($1) and (${place}) > (${after}) and ${isSeen(6)}
       and ($3::text is null or exists (select from ${lateClocks(4)} where c.work_order_id = w.id and ($3 = 'overdue' or ${isToldAsEscalated})))
       and ($10::text is null or w.kind = $10) and ($11::text is null or w.work_order_no = $11 or a.account_no = $11)
     order by ${place} limit $5`,
    [query.statuses, query.after, query.late, ctx.now, query.limit, ...readerOf(ctx), query.kind, query.no],
  )
}

export type Late = 'overdue' | 'escalated'
/** SQL: clocks that run on past their due instant, as `c`. */
const lateClocks = (now: number) => `(select * from work_order_clock where stopped_at is null and due_at < $${now}) c`
const isToldAsEscalated = `exists (select from order_clock_alert a where a.work_order_id = c.work_order_id and a.clock = c.clock
  and a.round = c.round and a.level = 'escalation')`

/** Orders that the reader may see and that nobody is done with, by how late they are. */
export async function countLateOrders(ctx: Ctx, statuses: readonly string[]): Promise<Record<Late, number>> {
  const row = await ctx.db.first<Record<Late, number>>(
    `select count(distinct w.id)::int as overdue, count(distinct w.id) filter (where ${isToldAsEscalated})::int as escalated
     from ${lateClocks(2)} join work_order w on w.id = c.work_order_id join organisation o on o.id = w.organisation_id
     where w.status = any($1) and ${isSeen(3)}`,
    [statuses, ctx.now, ...readerOf(ctx)],
  )
  return row ?? { overdue: 0, escalated: 0 }
}

/** The latest first, all of them without a limit. What is done with another order is in that one's state. */
export function listAccountOrderRows(
  ctx: Ctx,
  accountId: number,
  { statuses, limit = null }: { statuses: readonly OrderStatus[]; limit?: number | null },
): Promise<OrderRow[]> {
  return ctx.db.prepared.rows(
    `${ordersRead} where w.account_id = $1 and coalesce(m.status, w.status) = any($2) and ${isSeen(3)} order by w.id desc limit $7`,
    [accountId, statuses, ...readerOf(ctx), limit],
  )
}
