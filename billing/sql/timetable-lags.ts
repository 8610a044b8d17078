import type { Ctx } from '../../db/context.ts'

export type LagRow = {
  assetNo: string
  pointNo: string
  accountNo: string
  from: string
  to: string | null
  reason: string
  changedBy: string
}

/** Where a meter stands, or stood last. */
const placed = `join lateral (
    select p.point_no, a.account_no, o.path
    from installation i join metering_point p on p.id = i.point_id
    join account a on a.id = p.account_id join organisation o on o.id = a.organisation_id
    where i.device_id = d.id order by i.installed_at desc limit 1) at on true`

export function listLags(ctx: Ctx, limit: number): Promise<LagRow[]> {
  return ctx.db.rows(
    `select d.asset_no as "assetNo", at.point_no as "pointNo", at.account_no as "accountNo", g.valid_from as "from",
       g.valid_to as "to", g.reason, g.changed_by as "changedBy"
     from timetable_lag g join device d on d.id = g.device_id ${placed}
     where g.known_to is null and starts_with(at.path, $1)
     order by g.valid_from desc, d.asset_no limit $2`,
    [ctx.scope, limit],
  )
}

/** Ids of meters in scope. */
export async function findMeters(ctx: Ctx, assetNos: string[]): Promise<{ id: number; assetNo: string }[]> {
  return ctx.db.rows(
    `select d.id, d.asset_no as "assetNo" from device d ${placed} where d.asset_no = any($1) and starts_with(at.path, $2)`,
    [assetNos, ctx.scope],
  )
}

/** What was known from a day on is closed; the days before it stay. */
export async function closeLagsFrom(ctx: Ctx, deviceIds: number[], from: string): Promise<void> {
  await ctx.db.run(
    `with closed as (
       update timetable_lag set known_to = $3
       where device_id = any($1) and known_to is null and (valid_to is null or valid_to > $2)
       returning device_id, valid_from, changed_by, reason)
     insert into timetable_lag (device_id, valid_from, valid_to, known_from, changed_by, reason)
     select device_id, valid_from, $2, $3, changed_by, reason from closed where valid_from < $2`,
    [deviceIds, from, ctx.now],
  )
}

/** One task for every standing bill by periods of these meters that a day from `from` on is in. */
export function openLagTasks(ctx: Ctx, deviceIds: number[], from: string): Promise<number> {
  return ctx.db.run(
    `insert into correction_task (account_id, bill_month, cause, detail, opened_at)
     select distinct b.account_id, b.bill_month, 'file', jsonb_build_object('day', $2::date), $3::timestamptz
     from installation i join bill_segment s on s.point_id = i.point_id and s.segment_to > $2::date
     join bill b on b.id = s.bill_id and b.standing and b.state = 'issued' and b.document <> 'interim'
     join price_version v on v.id = s.price_version_id join price r on r.code = v.price_code and r.time_of_use
     where i.device_id = any($1) and (i.removed_at is null or i.removed_at >= b.period_from)
     on conflict (account_id, bill_month, cause) where resolved_at is null do nothing`,
    [deviceIds, from, ctx.now],
  )
}

export async function insertLags(
  ctx: Ctx,
  deviceIds: number[],
  { from, to, reason }: Pick<LagRow, 'from' | 'to' | 'reason'>,
): Promise<void> {
  await ctx.db.run(
    `insert into timetable_lag (device_id, valid_from, valid_to, known_from, changed_by, reason)
     select device_id, $2, $3, $4, $5, $6 from unnest($1::bigint[]) as device_id`,
    [deviceIds, from, to, ctx.now, ctx.actor.username, reason],
  )
}
