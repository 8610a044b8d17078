import type { Ctx } from '../../db/context.ts'

/** `due`: whose latest check has run out by a day; `none`: without any check on record. */
export type RotationCause = 'due' | 'none'
export type RotationRow = {
  pointId: number
  pointNo: string
  accountName: string | null
  assetNo: string
  installedAt: Date
  validUntil: string | null
}

/** Meters on points that no order takes off yet. $1 scope, $2 cause, $3 day. */
const due = `from device_stay s
  join device d on d.id = s.device_id and d.kind = 'meter'
  join organisation o on o.id = s.organisation_id
  join metering_point p on p.id = s.point_id
  left join account_term a on a.account_id = p.account_id and a.valid_to is null and a.known_to is null
  left join customer u on u.id = a.customer_id
  left join lateral (select valid_until from device_check where device_id = d.id order by checked_at desc limit 1) c on true
  where s.valid_to is null and s.place = 'point' and ($1 = '' or starts_with(o.path, $1))
    and case $2 when 'none' then not exists (select 1 from device_check k where k.device_id = d.id)
      else c.valid_until <= $3::date end
    and not exists (select 1 from exchange_order x where x.point_id = s.point_id and x.status not in ('archived', 'withdrawn'))`

/** What runs out first, then what has hung longest; from after so many. */
export function listRotations(
  ctx: Ctx,
  query: { cause: RotationCause; day: string; after: number; limit: number },
): Promise<RotationRow[]> {
  return ctx.db.rows(
    `select p.id as "pointId", p.point_no as "pointNo", u.name as "accountName", d.asset_no as "assetNo",
       s.valid_from as "installedAt", c.valid_until as "validUntil"
     ${due} order by c.valid_until, s.valid_from, p.id offset $4 limit $5`,
    [ctx.scope, query.cause, query.day, query.after, query.limit],
  )
}

export async function countRotations(ctx: Ctx, query: { cause: RotationCause; day: string }): Promise<number> {
  const row = await ctx.db.first<{ total: number }>(`select count(*)::int as total ${due}`, [
    ctx.scope,
    query.cause,
    query.day,
  ])
  return row?.total ?? 0
}
