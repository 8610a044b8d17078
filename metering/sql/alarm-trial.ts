import type { Ctx } from '../../db/context.ts'
import { startOfDay } from '../../db/time.ts'
import type { TrialKind } from '../rules/alarm-trial-kinds.ts'

export type TrialScope = { from: string; to: string; districtId: number | null }

const places = `from metering_point p
  left join account c on c.id = p.account_id
  left join point_term pt on pt.point_id = p.id and pt.valid_to is null and pt.known_to is null
  left join transformer_district d on d.id = coalesce(p.district_id, pt.district_id)
  left join feeder_term ft on ft.feeder_id = p.feeder_id and ft.valid_to is null
  left join substation s on s.id = ft.substation_id
  left join organisation o on o.id = coalesce(c.organisation_id, d.organisation_id, s.organisation_id)
  where ($1 = '' or starts_with(o.path, $1)) and ($2::bigint is null or d.id = $2)
    and exists (select 1 from installation i where i.point_id = p.id
      and tstzrange(i.installed_at, i.removed_at) && tstzrange($3, $4))`

const inScope = (ctx: Ctx, { from, to, districtId }: TrialScope) => [
  ctx.scope,
  districtId,
  startOfDay(from),
  startOfDay(to),
]

/** Points of the scope that had a meter in the time; no further than `most` are counted. */
export async function countTrialPoints(ctx: Ctx, scope: TrialScope, most: number): Promise<number> {
  const row = await ctx.db.first<{ points: number }>(
    `select count(*)::int as points from (select 1 ${places} limit $5) as counted`,
    [...inScope(ctx, scope), most],
  )
  return row?.points ?? 0
}

export type TrialPoint = { pointId: number; pointNo: string; name: string | null; districtName: string | null }

export function listTrialPoints(ctx: Ctx, scope: TrialScope): Promise<TrialPoint[]> {
  return ctx.db.rows(
    `select p.id as "pointId", p.point_no as "pointNo", d.name as "districtName",
       (select u.name from account_term t join customer u on u.id = t.customer_id
        where t.account_id = c.id and t.valid_to is null and t.known_to is null) as name
     ${places} order by p.id`,
    inScope(ctx, scope),
  )
}

export type TrialRow = { pointId: number; installationId: number; measuredAt: Date; importWh: number | null } & Record<
  string,
  unknown
>

/** What was stored of these points, packed days as well, by point in order of time. */
export function listTrialRows(
  ctx: Ctx,
  pointIds: number[],
  { from, to }: TrialScope,
  columns: TrialKind['columns'],
): Promise<TrialRow[]> {
  const cells = columns.map((column) => (column === 'import_wh' ? 'import_wh as "importWh"' : column)).join(', ')
  const row = `point_id as "pointId", installation_id as "installationId", measured_at as "measuredAt", ${cells}`
  return ctx.db.rows(
    `select * from (
       select ${row} from interval_reading where point_id = any($1) and at >= $2 and at < $3
       union all
       select ${row} from interval_unpacked where point_id = any($1) and day >= $4::date and day < $5::date) as r
     order by "pointId", "measuredAt"`,
    [pointIds, startOfDay(from), startOfDay(to), from, to],
  )
}
