import type { Ctx } from '../../db/context.ts'
import type { Trail } from '../rules/judge.ts'
import { toPattern } from './point-candidates.ts'
import { isVisible, visiblePoints } from './points.ts'

export type PointRecord = {
  pointId: number
  pointNo: string
  kind: 'account' | 'district' | 'feeder'
  accountId: number | null
  accountNo: string | null
  accountName: string | null
  address: string | null
  assetNo: string | null
  model: string | null
  districtId: number | null
  districtName: string | null
  terminalId: number | null
  terminalName: string | null
  state: 'live' | 'stale' | 'off' | 'unknown'
  latestAt: Date | null
  powerW: number | null
  uV: (number | null)[] | null
  iA: (number | null)[] | null
  powerFactor: number | null
  multiplier: number
  trail: Trail | null
}

/** `before` is the instant before which a latest reading is stale. */
const state = (before: string) => `case
  when exists (select 1 from alarm f where f.point_id = p.id and f.kind = 'power-off' and f.cleared_at is null) then 'off'
  when l.measured_at is null then 'unknown' when l.measured_at >= ${before} then 'live' else 'stale' end`

const joins = `left join installation i on i.point_id = p.id and tstzrange(i.installed_at, i.removed_at) @> $1::timestamptz
  left join device v on v.id = i.device_id
  left join collection_link k on k.device_id = v.id and tstzrange(k.valid_from, k.valid_to) @> $1::timestamptz
  left join terminal e on e.id = k.terminal_id
  left join latest_reading l on l.point_id = p.id`

export type PointFilter = {
  q: string | null
  districtId: number | null
  terminalId: number | null
  state: PointRecord['state'] | null
  kind: string | null
  staleBefore: Date
}

const listed = `with listed as (
  select p.id as "pointId", p.point_no as "pointNo", p.kind, a.id as "accountId", a.account_no as "accountNo",
    u.name as "accountName", a.address, v.asset_no as "assetNo", v.profile as model, d.id as "districtId",
    d.name as "districtName", e.id as "terminalId", e.asset_no as "terminalName", ${state('$2')} as state,
    l.measured_at as "latestAt", (l.reading ->> 'pW')::float8 * (coalesce(i.ct, 1) * coalesce(i.pt, 1))::float8 as "powerW",
    l.reading -> 'uV' as "uV", l.reading -> 'iA' as "iA", (l.reading ->> 'pf')::float8 as "powerFactor",
    (coalesce(i.ct, 1) * coalesce(i.pt, 1))::float8 as multiplier,
    l.trail
  ${visiblePoints} ${joins}
  where ${isVisible('$3', '$4')} and p.id = any($5) and ($6::text is null or p.kind = $6)
    and ($7::bigint is null or d.id = $7) and ($8::bigint is null or e.id = $8)
    and ($9::text is null or a.account_no like $9 or v.asset_no like $9 or p.point_no like $9
      or reverse(a.account_no) like $11 or reverse(v.asset_no) like $11 or reverse(p.point_no) like $11
      or u.name ilike $10 or a.address ilike $10 or d.name ilike $10))
  `

function parameters(ctx: Ctx, filter: PointFilter, pointIds: number[]): unknown[] {
  const pattern = filter.q === null ? null : toPattern(filter.q)
  return [
    ctx.now,
    filter.staleBefore,
    ctx.scope,
    ctx.actor.customerId,
    pointIds,
    filter.kind,
    filter.districtId,
    filter.terminalId,
    pattern?.number ?? null,
    pattern?.text ?? null,
    pattern?.ending ?? null,
  ]
}

/** Those of these points that the filter lets through, in order of id. */
export function listPointRecords(ctx: Ctx, filter: PointFilter, pointIds: number[]): Promise<PointRecord[]> {
  return ctx.db.rows(`${listed} select * from listed where ($12::text is null or state = $12) order by "pointId"`, [
    ...parameters(ctx, filter, pointIds),
    filter.state,
  ])
}

export type PointCounts = Record<PointRecord['state'], number>

/** By state, whatever state is asked for. */
export async function countPointRecords(ctx: Ctx, filter: PointFilter, pointIds: number[]): Promise<PointCounts> {
  const rows = await ctx.db.rows<{ state: PointRecord['state']; points: number }>(
    `${listed} select state, count(*) as points from listed group by state`,
    parameters(ctx, filter, pointIds),
  )
  return { live: 0, stale: 0, off: 0, unknown: 0, ...Object.fromEntries(rows.map((row) => [row.state, row.points])) }
}

export type StateRecord = { pointId: number; state: PointRecord['state']; latestAt: Date | null; powerW: number | null }

/** Asked by other departments for points that they have resolved: not limited by scope. */
export function listPointStates(ctx: Ctx, pointIds: number[], staleBefore: Date): Promise<StateRecord[]> {
  return ctx.db.prepared.rows(
    `select p.id as "pointId", ${state('$2')} as state, l.measured_at as "latestAt",
       (l.reading ->> 'pW')::float8 * (coalesce(i.ct, 1) * coalesce(i.pt, 1))::float8 as "powerW"
     from metering_point p ${joins} where p.id = any($3)`,
    [ctx.now, staleBefore, pointIds],
  )
}
