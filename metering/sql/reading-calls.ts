import type { Ctx } from '../../db/context.ts'

export type CallDue = {
  specialId: number
  pointId: number
  planId: number | null
  day: string
  attempts: number
  /** When it was first called. */
  calledAt: Date | null
  assetNo: string | null
  terminalId: number | null
  isMqtt: boolean
  isOnline: boolean | null
}

/** Takes calls that are due and leases them, so that a second process or a restart finds them later. */
export function claimCalls(ctx: Ctx, limit: number, leaseUntil: Date): Promise<CallDue[]> {
  return ctx.db.rows(
    `with due as (
       select id from special_reading where status = 'open' and next_call_at <= $1 order by next_call_at, id limit $2
       for update skip locked),
     taken as (
       update special_reading r set next_call_at = $3, attempts = r.attempts + 1 from due where r.id = due.id returning r.*)
     select t.id as "specialId", t.point_id as "pointId", t.plan_id as "planId", t.day::text as day, t.attempts,
       t.recalled_at as "calledAt", d.asset_no as "assetNo", k.terminal_id as "terminalId",
       coalesce(e.protocol = 'mqtt', false) as "isMqtt", s.online as "isOnline"
     from taken t
     left join installation i on i.point_id = t.point_id and i.removed_at is null
     left join device d on d.id = i.device_id
     left join collection_link k on k.device_id = d.id and k.valid_to is null
     left join terminal e on e.id = k.terminal_id
     left join terminal_status s on s.terminal_id = k.terminal_id
     order by k.terminal_id, t.id`,
    [ctx.now, limit, leaseUntil],
  )
}

/** Orders that were called and wait for the answer. */
export function listCalled(ctx: Ctx): Promise<{ specialId: number; pointId: number; planId: number | null }[]> {
  return ctx.db.rows(
    `select id as "specialId", point_id as "pointId", plan_id as "planId" from special_reading
     where status = 'open' and way = 'recall' and recalled_at is not null order by id limit 500`,
  )
}

/** Without a next call it is given up. */
export function saveCall(
  ctx: Ctx,
  call: { specialId: number; calledAt: Date; answer: string; nextCallAt: Date | null },
): Promise<number> {
  return ctx.db.run(
    `update special_reading set recalled_at = $2, recall_answer = $3, next_call_at = $4,
       given_up_at = case when $4::timestamptz is null then $5::timestamptz end
     where id = $1 and status = 'open'`,
    [call.specialId, call.calledAt, call.answer, call.nextCallAt, ctx.now],
  )
}

/** Why a terminal could not answer the latest call. */
export async function findCallFault(ctx: Ctx, specialId: number): Promise<string | null> {
  const row = await ctx.db.first<{ because: string | null }>(
    `select c.because from special_reading r join terminal_command c on c.point_id = r.point_id
       and c.kind in ('read', 'reread') and c.asked_at >= r.recalled_at and c.answered_at is not null
     where r.id = $1 order by c.answered_at desc limit 1`,
    [specialId],
  )
  return row?.because ?? null
}
