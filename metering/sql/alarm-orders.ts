import type { Ctx } from '../../db/context.ts'

type HeldAlarm = {
  kind: string
  pointId: number | null
  terminalId: number | null
  orderNo: string | null
  orderStatus: 'open' | 'assigned' | 'closed' | null
}

/** One that the caller has locked within the actor's scope. */
export function findHeldAlarm(ctx: Ctx, alarmId: number): Promise<HeldAlarm | undefined> {
  return ctx.db.first(
    `select a.kind, a.point_id as "pointId", a.terminal_id as "terminalId", r.order_no as "orderNo", r.status as "orderStatus"
     from alarm a left join repair_order r on r.id = a.repair_order_id where a.id = $1`,
    [alarmId],
  )
}

/** `alarms`: how many the order has by now. */
export async function linkAlarm(
  ctx: Ctx,
  { alarmId, orderId }: { alarmId: number; orderId: number },
): Promise<{ orderNo: string; alarms: number }> {
  await ctx.db.run('update alarm set repair_order_id = $2 where id = $1', [alarmId, orderId])
  const row = await ctx.db.first<{ orderNo: string; alarms: number }>(
    `select order_no as "orderNo", (select count(*)::int from alarm a where a.repair_order_id = r.id) as alarms
     from repair_order r where r.id = $1`,
    [orderId],
  )
  return row ?? { orderNo: '', alarms: 0 }
}

export type AlarmOfOrder = {
  alarmId: number
  kind: string
  severity: 'info' | 'warning' | 'critical'
  occurredAt: Date
  clearedAt: Date | null
  clearedBy: string | null
}

/** What an order is for, newest first. */
export function listAlarmsOfOrder(ctx: Ctx, orderId: number): Promise<AlarmOfOrder[]> {
  return ctx.db.rows(
    `select id as "alarmId", kind, severity, occurred_at as "occurredAt", cleared_at as "clearedAt", cleared_by as "clearedBy"
     from alarm where repair_order_id = $1 order by id desc limit 100`,
    [orderId],
  )
}
