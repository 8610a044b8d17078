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
  mapper: string | null
  vendorTopic: string | null
  meters: number
  liveMeters: number
  staleMeters: number
}

export type TerminalPage = {
  /** Off line first, then by name: what was the latest on the page before. */
  after: { rank: number; name: string } | null
  limit: number
  q: string | null
  status: TerminalRecord['status'] | null
  terminalId: number | null
}

export function listTerminalRecords(ctx: Ctx, staleBefore: Date, page: TerminalPage): Promise<TerminalRecord[]> {
  return ctx.db.rows(
    `with paged as (
       select e.*, d.name as district_name, s.online, s.since, s.last_seen_at,
         case when s.online is false then 0 else 1 end as rank
       from terminal e
       left join transformer_district d on d.id = e.district_id
       left join organisation o on o.id = d.organisation_id
       left join terminal_status s on s.terminal_id = e.id
       where ${inScope('o', '$3')} and ($4::bigint is null or e.id = $4)
         and ($5::text is null or e.asset_no ilike $5 or d.name ilike $5 or e.vendor_topic ilike $5)
         and ($9::text is null or case when s.online then 'online' when not s.online then 'offline' else 'unknown' end = $9)
         and ($6::int is null or (case when s.online is false then 0 else 1 end, e.asset_no) > ($6, $7))
       order by rank, e.asset_no limit $8)
     select e.id as "terminalId", e.asset_no as name, e.protocol, e.host, e.port,
       e.serial ->> 'path' as "serialPath", e.dials_in as "dialsIn", e.district_id as "districtId",
       e.district_name as "districtName",
       case when e.online then 'online' when not e.online then 'offline' else 'unknown' end as status,
       e.since as "statusSince", greatest(e.last_seen_at, x."arrivedAt") as "lastSeenAt",
       c.issued_at as "credentialAt", e.mapper, e.vendor_topic as "vendorTopic", x.meters, x."liveMeters", x."staleMeters"
     from paged e
     left join terminal_credential c on c.terminal_id = e.id
     cross join lateral (
       select max(l.arrived_at) as "arrivedAt", count(i.id) as meters,
         count(*) filter (where l.measured_at >= $2) as "liveMeters",
         count(*) filter (where l.measured_at < $2) as "staleMeters"
       from collection_link k
       left join installation i on i.device_id = k.device_id and tstzrange(i.installed_at, i.removed_at) @> $1::timestamptz
       left join latest_reading l on l.point_id = i.point_id
       where k.terminal_id = e.id and tstzrange(k.valid_from, k.valid_to) @> $1::timestamptz) x
     order by e.rank, e.asset_no`,
    [
      ctx.now,
      staleBefore,
      ctx.scope,
      page.terminalId,
      page.q,
      page.after?.rank ?? null,
      page.after?.name ?? null,
      page.limit,
      page.status,
    ],
  )
}

export async function countTerminals(ctx: Ctx): Promise<Record<TerminalRecord['status'], number>> {
  const row = await ctx.db.first<Record<TerminalRecord['status'], number>>(
    `select count(*) filter (where s.online) as online, count(*) filter (where not s.online) as offline,
       count(*) filter (where s.online is null) as unknown
     from terminal e left join terminal_status s on s.terminal_id = e.id
     left join transformer_district d on d.id = e.district_id
     left join organisation o on o.id = d.organisation_id where ${inScope('o', '$1')}`,
    [ctx.scope],
  )
  return row ?? { online: 0, offline: 0, unknown: 0 }
}
