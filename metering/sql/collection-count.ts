import type { Ctx } from '../../db/context.ts'
import type { Item } from '../rules/collection-schedule.ts'

export type Count = {
  day: string
  item: Item
  from: Date
  to: Date
  deadlineAt: Date
  /** Quarter hours of a whole day; of a freeze 1. */
  whole: number
  firstTryAt: Date
}

/** Whether this day was not counted yet; if so it is now. */
export async function claimCount(ctx: Ctx, count: Count): Promise<boolean> {
  const claimed = await ctx.db.run(
    `insert into collection_count (day, item, deadline_at, counted_at) values ($1, $2, $3, $4) on conflict do nothing`,
    [count.day, count.item, count.deadlineAt, ctx.now],
  )
  return claimed > 0
}

/** A freeze may be off its midnight by this and still be that day's. */
const FREEZE_TOLERANCE = `interval '5 minutes'`

const hadOf: Record<Item, string> = {
  'day-freeze': `select point_id, 1 as had_now, (min(arrived_at) <= $5)::int as had
     from register_reading
     where frozen_as in ('day', 'month') and import_wh is not null
       and measured_at between $4::timestamptz - ${FREEZE_TOLERANCE} and $4::timestamptz + ${FREEZE_TOLERANCE}
     group by point_id`,
  curve: `select point_id, count(*)::int as had_now, count(*) filter (where arrived_at <= $5)::int as had
     from interval_reading
     where at >= $3 and at < $4 and (import_wh is not null or export_wh is not null)
     group by point_id`,
}

/**
 * Counts one day: what was due and had at the deadline by place and model, and a gap for each point that missed any.
 * A point is due while its account is open, and a meter from the moment that it is on the point. Returns the gaps.
 */
export function countDay(ctx: Ctx, count: Count): Promise<{ gapId: number }[]> {
  return ctx.db.rows(
    `with had as (${hadOf[count.item]}),
     due as (
       select p.id as point_id, i.device_id, d.profile, k.terminal_id, t.district_id, coalesce(p.feeder_id, dt.feeder_id) as feeder_id,
         case when i.device_id is null or $7 = 1 then $7::int else
           least($7, floor(extract(epoch from $4::timestamptz - greatest(i.installed_at, $3::timestamptz)) / 900))::int end as due
       from metering_point p
       left join account a on a.id = p.account_id
       left join lateral (select coalesce(p.district_id, pt.district_id) as district_id from (select 1) one
         left join point_term pt on pt.point_id = p.id and pt.known_to is null and daterange(pt.valid_from, pt.valid_to) @> $1::date
         limit 1) t on true
       left join lateral (select device_id, installed_at from installation
         where point_id = p.id and installed_at < $4 and (removed_at is null or removed_at >= $4)
         order by installed_at desc limit 1) i on true
       left join device d on d.id = i.device_id
       left join collection_link k on k.device_id = i.device_id and tstzrange(k.valid_from, k.valid_to) @> $4::timestamptz
       left join district_term dt on dt.district_id = t.district_id and tstzrange(dt.valid_from, dt.valid_to) @> $4::timestamptz
       where p.kind <> 'account' or (a.opened_on <= $1::date and (a.closed_on is null or a.closed_on > $1::date))),
     each_point as (
       select due.*, least(due.due, coalesce(had.had, 0)) as had, least(due.due, coalesce(had.had_now, 0)) as had_now
       from due left join had on had.point_id = due.point_id where due.due > 0),
     counted as (
       insert into collection_day (day, item, district_id, feeder_id, terminal_id, profile, points, due, had)
       select $1, $2, district_id, feeder_id, terminal_id, profile, count(*), sum(due), sum(had)
       from each_point group by district_id, feeder_id, terminal_id, profile)
     insert into collection_gap (point_id, day, item, district_id, feeder_id, terminal_id, device_id, profile, due, missing,
       remaining, cause, found_at, filled_at, status, next_at)
     select point_id, $1, $2, district_id, feeder_id, terminal_id, device_id, profile, due, due - had, due - had_now, 'unexplained',
       $6, case when had_now = due then $6::timestamptz end, case when had_now = due then 'filled' else 'open' end,
       case when had_now < due then $8::timestamptz end
     from each_point where had < due
     returning id as "gapId"`,
    [count.day, count.item, count.from, count.to, count.deadlineAt, ctx.now, count.whole, count.firstTryAt],
  )
}

export type GapFacts = {
  gapId: number
  isInstalled: boolean
  hasLink: boolean
  isMqtt: boolean
  profile: string | null
  isTerminalOffline: boolean
  fault: string | null
  isSupplyOff: boolean
  driftMs: number | null
  isFromFuture: boolean
  isDoubted: boolean
  reportsStrangers: boolean
}

/** What is known round each gap, for its cause. `day` and the day after bound what counts as "round". */
export function listGapFacts(ctx: Ctx, gapIds: number[]): Promise<GapFacts[]> {
  return ctx.db.rows(
    `select g.id as "gapId", g.device_id is not null as "isInstalled", g.terminal_id is not null as "hasLink",
       coalesce(e.protocol = 'mqtt', false) as "isMqtt", g.profile,
       coalesce(not s.online, false) or exists (select 1 from alarm x where x.terminal_id = g.terminal_id
         and x.kind = 'terminal-offline' and x.occurred_at < b.to_at and coalesce(x.cleared_at, 'infinity') > b.to_at) as "isTerminalOffline",
       case when f.latest_at > coalesce(l.read_at, '-infinity') or f.latest_at between b.from_at and b.to_at + interval '1 hour' then f.kind end as fault,
       exists (select 1 from alarm x where x.point_id = g.point_id and x.kind = 'power-off' and x.occurred_at < b.to_at
         and coalesce(x.cleared_at, 'infinity') > b.from_at) as "isSupplyOff",
       c.drift_ms as "driftMs",
       exists (select 1 from mqtt_quarantine q where q.meter = d.asset_no and q.reason = 'IN_THE_FUTURE'
         and q.arrived_at >= b.from_at) as "isFromFuture",
       exists (select 1 from reading_suspect r where r.point_id = g.point_id and r.status in ('held', 'rejected')
         and coalesce(r.until_at, r.measured_at) > b.from_at and r.measured_at <= b.to_at + interval '5 minutes') as "isDoubted",
       exists (select 1 from mqtt_quarantine q where q.terminal = e.asset_no and q.reason = 'UNKNOWN_METER'
         and q.arrived_at >= b.from_at) as "reportsStrangers"
     from collection_gap g
     cross join lateral (select g.day::timestamp at time zone 'Asia/Shanghai' as from_at,
       (g.day + 1)::timestamp at time zone 'Asia/Shanghai' as to_at) b
     left join device d on d.id = g.device_id
     left join terminal e on e.id = g.terminal_id
     left join terminal_status s on s.terminal_id = g.terminal_id
     left join read_fault f on f.device_id = g.device_id
     left join latest_reading l on l.point_id = g.point_id
     left join meter_clock c on c.device_id = g.device_id
     where g.id = any($1)`,
    [gapIds],
  )
}

export function saveCauses(ctx: Ctx, causes: { gapId: number; cause: string; evidence: object }[]): Promise<number> {
  return ctx.db.run(
    `update collection_gap g set cause = c.cause, evidence = c.evidence
     from unnest($1::bigint[], $2::text[], $3::jsonb[]) as c(id, cause, evidence) where g.id = c.id`,
    [
      causes.map((each) => each.gapId),
      causes.map((each) => each.cause),
      causes.map((each) => JSON.stringify(each.evidence)),
    ],
  )
}
