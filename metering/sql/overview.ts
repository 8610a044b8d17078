import type { Ctx } from '../../db/context.ts'
import type { TerminalProtocol } from '../../db/customers/contract.ts'

const inScope = (alias: string, parameter: string) => `(${parameter} = '' or starts_with(${alias}.path, ${parameter}))`

export type DistrictRecord = {
  districtId: number
  name: string
  kind: 'public' | 'dedicated'
  capacityKva: number | null
  feederId: number | null
  feederName: string | null
  substationName: string | null
  points: number
  live: number
  stale: number
  off: number
  unknown: number
  loadW: number
  openAlarms: number
}

/** Customers' points by transformer district; `$2` is the instant before which a reading is stale. */
export function listDistrictRecords(ctx: Ctx, staleBefore: Date): Promise<DistrictRecord[]> {
  return ctx.db.rows(
    `with alarms as (select point_id, count(*) as open, bool_or(kind = 'power-off') as is_off from alarm
         where cleared_at is null and point_id is not null group by point_id),
       states as (
         select t.district_id, coalesce(f.open, 0) as open, coalesce(i.ct * i.pt, 1)::float8 * (l.reading ->> 'pW')::float8 as power,
           case when f.is_off then 'off' when l.measured_at is null then 'unknown'
             when l.measured_at >= $2 then 'live' else 'stale' end as state
         from metering_point p
         join point_term t on t.point_id = p.id and t.valid_to is null and t.known_to is null
         left join installation i on i.point_id = p.id and tstzrange(i.installed_at, i.removed_at) @> $1::timestamptz
         left join latest_reading l on l.point_id = p.id
         left join alarms f on f.point_id = p.id
         where p.kind = 'account')
     select d.id as "districtId", d.name, d.kind, d.capacity_kva::float8 as "capacityKva", f.id as "feederId",
       f.name as "feederName", s.name as "substationName", count(x.state) as points,
       count(*) filter (where x.state = 'live') as live, count(*) filter (where x.state = 'stale') as stale,
       count(*) filter (where x.state = 'off') as off, count(*) filter (where x.state = 'unknown') as unknown,
       coalesce(sum(x.power) filter (where x.state = 'live'), 0) as "loadW", coalesce(sum(x.open), 0)::int as "openAlarms"
     from transformer_district d
     join organisation o on o.id = d.organisation_id
     left join district_term dt on dt.district_id = d.id and tstzrange(dt.valid_from, dt.valid_to) @> $1::timestamptz
     left join feeder f on f.id = dt.feeder_id
     left join feeder_term ft on ft.feeder_id = f.id and tstzrange(ft.valid_from, ft.valid_to) @> $1::timestamptz
     left join substation s on s.id = ft.substation_id
     left join states x on x.district_id = d.id
     where ${inScope('o', '$3')}
     group by d.id, f.id, s.id order by f.name, d.name`,
    [ctx.now, staleBefore, ctx.scope],
  )
}

export type LoadRecord = { at: Date; loadW: number; points: number }

/** Sum of the customers' mean powers by quarter hour, from what each reading said of its own instant. */
export function listLoad(ctx: Ctx, range: { from: Date; to: Date; districtId: number | null }): Promise<LoadRecord[]> {
  return ctx.db.rows(
    `select v.at, sum(v.p_w * (i.ct * i.pt)::float8) as "loadW", count(*) as points
     from interval_reading v
     join installation i on i.id = v.installation_id
     join metering_point p on p.id = v.point_id and p.kind = 'account'
     join account a on a.id = p.account_id
     join organisation o on o.id = a.organisation_id
     left join point_term t on t.point_id = p.id and t.valid_to is null and t.known_to is null
     where v.at >= $1 and v.at < $2 and v.p_w is not null and ($3::bigint is null or t.district_id = $3)
       and ${inScope('o', '$4')}
     group by v.at order by v.at`,
    [range.from, range.to, range.districtId, ctx.scope],
  )
}

export type TerminalRecord = {
  terminalId: number
  name: string
  protocol: TerminalProtocol
  host: string | null
  port: number | null
  serialPath: string | null
  dialsIn: boolean
  districtId: number | null
  districtName: string | null
  status: 'online' | 'offline' | 'unknown'
  statusSince: Date | null
  lastSeenAt: Date | null
  credentialAt: Date | null
  meters: number
  liveMeters: number
  staleMeters: number
}

export function listTerminalRecords(ctx: Ctx, staleBefore: Date): Promise<TerminalRecord[]> {
  return ctx.db.rows(
    `select e.id as "terminalId", e.asset_no as name, e.protocol, e.host, e.port,
       e.serial ->> 'path' as "serialPath", e.dials_in as "dialsIn", d.id as "districtId", d.name as "districtName",
       case when s.online then 'online' when not s.online then 'offline' else 'unknown' end as status,
       s.since as "statusSince", greatest(s.last_seen_at, max(l.arrived_at)) as "lastSeenAt",
       c.issued_at as "credentialAt", count(i.id) as meters,
       count(*) filter (where l.measured_at >= $2) as "liveMeters", count(*) filter (where l.measured_at < $2) as "staleMeters"
     from terminal e
     left join transformer_district d on d.id = e.district_id
     left join organisation o on o.id = d.organisation_id
     left join terminal_status s on s.terminal_id = e.id
     left join terminal_credential c on c.terminal_id = e.id
     left join collection_link k on k.terminal_id = e.id and tstzrange(k.valid_from, k.valid_to) @> $1::timestamptz
     left join installation i on i.device_id = k.device_id and tstzrange(i.installed_at, i.removed_at) @> $1::timestamptz
     left join latest_reading l on l.point_id = i.point_id
     where ${inScope('o', '$3')}
     group by e.id, d.id, s.terminal_id, c.terminal_id order by (s.online is false) desc, e.asset_no`,
    [ctx.now, staleBefore, ctx.scope],
  )
}

export type QuarantineRecord = {
  quarantineId: number
  arrivedAt: Date
  source: string
  topic: string
  reason: string
  detail: string
  payload: string
  count: number
}

/** What was put aside belongs to no point, so to no station: only those see it in whose scope the whole network lies. */
const isWholeCompany = (scope: string) =>
  `(${scope} = '' or not exists (select 1 from transformer_district d join organisation o on o.id = d.organisation_id
     where not starts_with(o.path, ${scope})))`

export function listQuarantine(
  ctx: Ctx,
  page: { beforeId: number | null; limit: number },
): Promise<QuarantineRecord[]> {
  return ctx.db.rows(
    `select id as "quarantineId", arrived_at as "arrivedAt", source, topic, reason, detail, payload, count
     from mqtt_quarantine where ($1::bigint is null or id < $1) and ${isWholeCompany('$3')} order by id desc limit $2`,
    [page.beforeId, page.limit, ctx.scope],
  )
}

export async function countQuarantine(ctx: Ctx): Promise<number> {
  const row = await ctx.db.first<{ total: number }>(
    `select coalesce(sum(count), 0)::int as total from mqtt_quarantine where ${isWholeCompany('$1')}`,
    [ctx.scope],
  )
  return row?.total ?? 0
}
