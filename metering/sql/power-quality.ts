import type { Ctx } from '../../db/context.ts'
import { isVisible, visiblePoints } from './points.ts'

const rate =
  'case when m.monitored_min > 0 then 100 * (1 - (m.over_min + m.under_min - m.both_min)::float8 / m.monitored_min) end'
const time = `monitored_min as "monitoredMin", over_min as "overMin", under_min as "underMin", both_min as "bothMin",
  dead_min as "deadMin", lost_min as "lostMin"`
const extremes = `most_v as "mostV", most_at as "mostAt", least_v as "leastV", least_at as "leastAt"`
/** Points whose month is judged, within the reader's scope: $1 month, $2 scope, $3 district. */
const judged = `voltage_month m join metering_point p on p.id = m.point_id
  left join account a on a.id = p.account_id
  left join point_term pt on pt.point_id = p.id and pt.valid_to is null and pt.known_to is null
  left join transformer_district d on d.id = coalesce(p.district_id, pt.district_id)
  left join feeder_term ft on ft.feeder_id = p.feeder_id and ft.valid_to is null
  left join substation s on s.id = ft.substation_id
  join organisation o on o.id = coalesce(a.organisation_id, d.organisation_id, s.organisation_id)
  where m.month = $1 and ($2 = '' or starts_with(o.path, $2)) and ($3::bigint is null or d.id = $3)`

export type About = { month: string; districtId: number | null }
const of = (ctx: Ctx, { month, districtId }: About) => [month, ctx.scope, districtId]

export type ClassRow = { class: 'A' | 'B' | 'C' | 'D'; points: number; monitored: number; percent: number | null }

/** A class counts each of its points once, by its own rate. */
export function listClasses(ctx: Ctx, about: About): Promise<ClassRow[]> {
  return ctx.db.rows(
    `with registered as (
       select r.class, r.point_id from voltage_monitor r
       where r.valid_from < $1::date + interval '1 month' and (r.valid_to is null or r.valid_to >= $1::date + interval '1 month')),
     seen as (
       select p.id ${visiblePoints} where p.id in (select point_id from registered)
         and ($2 = '' or starts_with(o.path, $2)) and ($3::bigint is null or d.id = $3))
     select r.class, count(*)::int as points, count(${rate})::int as monitored, avg(${rate}) as percent
     from registered r join seen on seen.id = r.point_id
     left join voltage_month m on m.point_id = r.point_id and m.month = $1 group by r.class order by r.class`,
    of(ctx, about),
  )
}

export type TotalRow = { points: number; badPoints: number; percent: number | null; unbalanced: number }

export async function sumMonth(ctx: Ctx, about: About, unbalancePercent: number): Promise<TotalRow> {
  const row = await ctx.db.first<TotalRow>(
    `select count(*)::int as points, count(*) filter (where m.over_min + m.under_min > 0)::int as "badPoints", avg(${rate}) as percent,
       count(*) filter (where m.unbalance_p95 > $4)::int as unbalanced from ${judged}`,
    [...of(ctx, about), unbalancePercent],
  )
  return row ?? { points: 0, badPoints: 0, percent: null, unbalanced: 0 }
}

export type DistrictRow = {
  districtId: number
  name: string
  points: number
  percent: number | null
  overMin: number
  underMin: number
  badPoints: number
  unbalanceP95: number | null
}

/** Worst first. */
export function rankDistricts(ctx: Ctx, about: About): Promise<DistrictRow[]> {
  return ctx.db.rows(
    `select d.id as "districtId", d.name, count(*)::int as points, avg(${rate}) as percent, sum(m.over_min)::int as "overMin",
       sum(m.under_min)::int as "underMin", count(*) filter (where m.over_min + m.under_min > 0)::int as "badPoints",
       max(m.unbalance_p95) filter (where p.kind = 'district') as "unbalanceP95"
     from ${judged} and d.id is not null group by d.id, d.name order by percent nulls last, d.id limit 200`,
    of(ctx, about),
  )
}

/** Points out of their limits or unbalanced, worst first. */
export function listWorst(ctx: Ctx, about: About, unbalancePercent: number) {
  return ctx.db.rows<Record<string, unknown>>(
    `with worst as (
       select m.*, ${rate} as percent from ${judged} and (m.over_min + m.under_min > 0 or m.unbalance_p95 > $4)
       order by percent nulls last, m.unbalance_p95 desc nulls last, m.point_id limit 50)
     select w.point_id as "pointId", p.point_no as "pointNo", a.account_no as "accountNo", u.name as "accountName",
       d.id as "districtId", d.name as "districtName", w.nominal_v as "nominalV", w.percent, w.unbalance_p95 as "unbalanceP95",
       w.thd_u_p95 as "thdUP95", ${time}, ${extremes}
     ${visiblePoints} join worst w on w.point_id = p.id order by w.percent nulls last, w.unbalance_p95 desc nulls last, w.point_id`,
    [...of(ctx, about), unbalancePercent],
  )
}

export type PointHead = {
  pointNo: string
  accountName: string | null
  districtName: string | null
  class: 'A' | 'B' | 'C' | 'D' | null
  isCity: boolean
}

/** Undefined where the reader may not see the point. */
export function findPointHead(ctx: Ctx, pointId: number, day: string): Promise<PointHead | undefined> {
  return ctx.db.first(
    `select p.point_no as "pointNo", u.name as "accountName", d.name as "districtName", r.class,
       coalesce(o.area, 'city') <> 'rural' as "isCity"
     ${visiblePoints} left join voltage_monitor r on r.point_id = p.id and r.valid_from <= $4 and (r.valid_to is null or r.valid_to > $4)
     where p.id = $1 and ${isVisible('$2', '$3')}`,
    [pointId, ctx.scope, ctx.actor.customerId, day],
  )
}

export type DayRow = {
  day: string
  nominalV: number
  upperV: number
  lowerV: number
  percent: number | null
  monitoredMin: number
  overMin: number
  underMin: number
  bothMin: number
  deadMin: number
  lostMin: number
  mostV: number | null
  mostAt: Date | null
  leastV: number | null
  leastAt: Date | null
  unbalanceP95: number | null
  unbalanceOverMin: number
  currentUnbalanceP95: number | null
  thdUP95: number | null
  thdIP95: number | null
}

/** Days over `[from, to)`. */
export function listVoltageDays(ctx: Ctx, pointId: number, from: string, to: string): Promise<DayRow[]> {
  return ctx.db.rows(
    `select day, nominal_v as "nominalV", upper_v as "upperV", lower_v as "lowerV", ${rate} as percent, ${time}, ${extremes},
       unbalance_p95 as "unbalanceP95", unbalance_over_min as "unbalanceOverMin", current_unbalance_p95 as "currentUnbalanceP95",
       thd_u_p95 as "thdUP95", thd_i_p95 as "thdIP95"
     from voltage_day m where point_id = $1 and day >= $2 and day < $3 order by day`,
    [pointId, from, to],
  )
}

/** Primary volts of each quarter hour over `[from, to)`. */
export function listVolts(ctx: Ctx, pointId: number, from: Date, to: Date) {
  return ctx.db.rows<{ at: Date; volts: (number | null)[] }>(
    `select r.at, array[r.u_a::numeric * i.pt, r.u_b::numeric * i.pt, r.u_c::numeric * i.pt]::float8[] as volts
     from interval_rows($1, $2, $3) r join installation i on i.id = r.installation_id
     where num_nonnulls(r.u_a, r.u_b, r.u_c) > 0 order by r.at`,
    [pointId, from, to],
  )
}
