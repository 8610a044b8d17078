import type { Ctx } from '../../db/context.ts'
import { addMonths, startOfDay, startOfMonth } from '../../db/time.ts'
import type { QualityFigures, VoltageLevel, VoltageLimit } from '../rules/power-quality/limits.ts'
import { TOLERANCE_V } from '../rules/power-quality/voltage.ts'

/** Points of which a statement works a day out: ids after one and up to another, of these only `pointIds` where given. */
export type PointRange = { afterId: number; toId: number; pointIds: number[] | null }

export type DayLimits = { limits: Record<VoltageLevel, VoltageLimit>; figures: QualityFigures }

/** Volts in hundredths above seconds, so that a plain greatest or least finds an extreme and when it was first reached. */
const SECONDS = 2 ** 22
const most = (volts: string, seconds: string) =>
  `max(round(${volts} * 100)::bigint * ${SECONDS} + (${SECONDS - 1} - ${seconds}))`
const least = (volts: string, seconds: string) => `min(round(${volts} * 100)::bigint * ${SECONDS} + ${seconds})`
const voltsOf = (packed: string) => `((${packed} / ${SECONDS})::float8 / 100)::real`
const atOf = (packed: string, from: string, isMost: boolean) =>
  `${from} + ${isMost ? `(${SECONDS - 1} - ${packed} % ${SECONDS})` : `(${packed} % ${SECONDS})`} * interval '1 second'`
const secondsSince = (instant: string, from: string) => `extract(epoch from ${instant} - ${from})::int`

/** What a point is held against on the day, by the installation of each reading. */
const basis = `select i.id as installation_id, i.pt::float8 as pt, n.nominal_v, n.wiring, n.nominal_v <= 220 and n.wiring = 'phase' as single,
    v.reference * (1 + coalesce(m.upper_percent, l.upper) / 100) + ${TOLERANCE_V} as upper_s,
    v.reference * (1 + coalesce(m.lower_percent, l.lower) / 100) - ${TOLERANCE_V} as lower_s,
    v.reference * $9::float8 / 100 as dead_s
  from installation i join metering_point p on p.id = i.point_id
  left join voltage_monitor m on m.point_id = p.id and m.valid_from <= $4 and (m.valid_to is null or m.valid_to > $4)
  left join point_term t on t.point_id = p.id and t.known_to is null and t.valid_from <= $4 and (t.valid_to is null or t.valid_to > $4)
  cross join lateral (select coalesce(m.wiring, 'phase') as wiring, coalesce(m.nominal_v, case
      when i.pt = 1 and (p.kind = 'district' or t.mode = 'low-low') then case when t.phase = 'single' then 220 else 380 end
    end) as nominal_v) n
  cross join lateral (select (case when n.wiring = 'line' then n.nominal_v when n.nominal_v <= 1000 then 220
    else n.nominal_v / sqrt(3) end) / i.pt::float8 as reference) v
  join unnest($6::text[], $7::float8[], $8::float8[]) as l(level, upper, lower) on l.level = case when n.nominal_v <= 220 then 'lv-single'
    when n.nominal_v <= 1000 then 'lv-three' when n.nominal_v < 35000 then 'mv' else 'hv' end
  where i.point_id > $1 and i.point_id <= $2 and ($3::bigint[] is null or i.point_id = any($3))
    and i.installed_at < $5::timestamptz + interval '1 day' and (i.removed_at is null or i.removed_at > $5)
    and n.nominal_v is not null`

const readingColumns = `point_id, installation_id, measured_at, u_a, u_b, u_c, i_a, i_b, i_c, thd_u_a, thd_u_b, thd_u_c,
  thd_i_a, thd_i_b, thd_i_c`
const ofPoints = `point_id > $1 and point_id <= $2 and ($3::bigint[] is null or point_id = any($3))`
const plain = `select ${readingColumns} from interval_reading
  where ${ofPoints} and at >= $5 and at < $5::timestamptz + interval '1 day'`
const packed = `select ${readingColumns} from interval_unpacked where ${ofPoints} and day = $4`

const live = (column: string, unless = 'false') =>
  `case when not (${unless}) and ${column} >= b.dead_s then ${column} end`
/** Rows joined to what they are held against, a column for each live phase. */
const judged = (
  isPacked: boolean,
) => `select j.*, greatest(a, b, c) as hi, least(a, b, c) as lo, num_nonnulls(a, b, c) as live,
    case when a is not null and b is not null and c is not null and wiring = 'phase'
      then 100 * sqrt(greatest(0, a * a + b * b + c * c - a * b - b * c - c * a)) / (a + b + c) end as unbalance
  from (
    select r.point_id, r.measured_at, b.nominal_v, b.wiring, b.pt, b.upper_s, b.lower_s,
      ${live('r.u_a')} as a, ${live('r.u_b', "b.single or b.wiring = 'line'")} as b, ${live('r.u_c', 'b.single')} as c,
      case when b.single then num_nonnulls(r.u_a) when b.wiring = 'line' then num_nonnulls(r.u_a, r.u_c)
        else num_nonnulls(r.u_a, r.u_b, r.u_c) end as told,
      case when not b.single and num_nonnulls(r.i_a, r.i_b, r.i_c) = 3 and greatest(r.i_a, r.i_b, r.i_c) >= $10::float8
        then 100 * (1 - least(r.i_a, r.i_b, r.i_c) / greatest(r.i_a, r.i_b, r.i_c)) end as current_unbalance,
      greatest(r.thd_u_a, r.thd_u_b, r.thd_u_c) as thd_u, greatest(r.thd_i_a, r.thd_i_b, r.thd_i_c) as thd_i
    from (${isPacked ? `${plain} union all ${packed}` : plain}) r join basis b on b.installation_id = r.installation_id) j`

const minutes = (when: string) => `(15 * count(*) filter (where ${when}))::smallint`
const seconds = secondsSince('measured_at', '$5::timestamptz')
const byPoint = `select point_id, max(nominal_v) as nominal_v, max((upper_s - ${TOLERANCE_V}) * pt) as upper_v,
    min((lower_s + ${TOLERANCE_V}) * pt) as lower_v,
    ${minutes('live > 0')} as monitored_min, ${minutes('hi > upper_s')} as over_min, ${minutes('lo < lower_s')} as under_min,
    ${minutes('hi > upper_s and lo < lower_s')} as both_min, ${minutes('live = 0 and told > 0')} as dead_min,
    ${minutes('live > 0 and live < told')} as lost_min,
    ${most('hi * pt', seconds)} as most, ${least('lo * pt', seconds)} as least,
    ${minutes('unbalance > $11')} as unbalance_over_min, max(unbalance) as unbalance_most,
    array_agg(unbalance::real) filter (where unbalance is not null) as unbalances,
    max(current_unbalance) as current_unbalance_most,
    array_agg(current_unbalance::real) filter (where current_unbalance is not null) as current_unbalances,
    max(thd_u) as thd_u_most, array_agg(thd_u::real) filter (where thd_u is not null) as thd_us,
    max(thd_i) as thd_i_most, array_agg(thd_i::real) filter (where thd_i is not null) as thd_is
  from judged group by point_id having count(*) filter (where told > 0) > 0`

/** The greatest of what is left when the first 5 % in falling order are left out. */
const p95 = (values: string) =>
  `(select each from unnest(${values}) as each order by each desc offset floor(cardinality(${values}) * 0.05)::int limit 1)`

const insertDays = (
  isPacked: boolean,
) => `with basis as materialized (${basis}), judged as (${judged(isPacked)}), each as (${byPoint})
  insert into voltage_day (point_id, day, nominal_v, upper_v, lower_v, monitored_min, over_min, under_min, both_min, dead_min, lost_min,
    most_v, most_at, least_v, least_at, unbalance_most, unbalance_p95, unbalance_over_min, current_unbalance_most,
    current_unbalance_p95, thd_u_most, thd_u_p95, thd_i_most, thd_i_p95)
  select point_id, $4, nominal_v, upper_v, lower_v, monitored_min, over_min, under_min, both_min, dead_min, lost_min,
    ${voltsOf('most')}, ${atOf('most', '$5::timestamptz', true)}, ${voltsOf('least')}, ${atOf('least', '$5::timestamptz', false)},
    unbalance_most, ${p95('unbalances')}, unbalance_over_min, current_unbalance_most, ${p95('current_unbalances')},
    thd_u_most, ${p95('thd_us')}, thd_i_most, ${p95('thd_is')}
  from each`

/** Works a civil day out for the points of a range, in the caller's transaction; what stood there is replaced. Returns the points that have voltages. */
export async function replaceDay(
  ctx: Ctx,
  { day, range, limits, figures }: { day: string; range: PointRange } & DayLimits,
): Promise<number> {
  const { afterId, toId, pointIds } = range
  const ofRange = [afterId, toId, pointIds]
  const levels = Object.values(limits)
  await ctx.db.run(`delete from voltage_day where ${ofPoints} and day = $4`, [...ofRange, day])
  const packedDay = await ctx.db.first('select 1 from packed_day where day = $1', [day])
  return ctx.db.run(insertDays(packedDay !== undefined), [
    ...[...ofRange, day, startOfDay(day)],
    levels.map(({ level }) => level),
    levels.map(({ upperPercent }) => upperPercent),
    levels.map(({ lowerPercent }) => lowerPercent),
    ...[figures['dead-percent'], figures['current-floor-a'], figures['unbalance-percent']],
  ])
}

const monthStart = `($4::date::timestamp at time zone 'Asia/Shanghai')`
const monthCells = `nominal_v, days, monitored_min, over_min, under_min, both_min, dead_min, lost_min, most_v, most_at, least_v, least_at,
  unbalance_p95, unbalance_over_min, current_unbalance_p95, thd_u_p95, thd_i_p95`
const joinDays = `with each as (
    select point_id, max(nominal_v) as nominal_v, count(*) as days, sum(monitored_min) as monitored_min, sum(over_min) as over_min,
      sum(under_min) as under_min, sum(both_min) as both_min, sum(dead_min) as dead_min, sum(lost_min) as lost_min,
      ${most('most_v', secondsSince('most_at', monthStart))} as most, ${least('least_v', secondsSince('least_at', monthStart))} as least,
      max(unbalance_p95) as unbalance_p95, sum(unbalance_over_min) as unbalance_over_min,
      max(current_unbalance_p95) as current_unbalance_p95, max(thd_u_p95) as thd_u_p95, max(thd_i_p95) as thd_i_p95
    from voltage_day where ${ofPoints} and day >= $4 and day < $5 group by point_id),
  gone as (
    delete from voltage_month where ${ofPoints} and month = $4 and not exists (select from each where each.point_id = voltage_month.point_id))
  insert into voltage_month (month, point_id, ${monthCells})
  select $4, point_id, nominal_v, days, monitored_min, over_min, under_min, both_min, dead_min, lost_min,
    ${voltsOf('most')}, ${atOf('most', monthStart, true)}, ${voltsOf('least')}, ${atOf('least', monthStart, false)},
    unbalance_p95, unbalance_over_min, current_unbalance_p95, thd_u_p95, thd_i_p95
  from each
  on conflict (month, point_id) do update set (${monthCells}) = (${monthCells
    .split(',')
    .map((cell) => `excluded.${cell.trim()}`)
    .join(', ')})`

/** Joins the days of a month of these points. */
export function replaceMonth(ctx: Ctx, day: string, { afterId, toId, pointIds }: PointRange): Promise<number> {
  const month = startOfMonth(day)
  return ctx.db.run(joinDays, [afterId, toId, pointIds, month, addMonths(month, 1)])
}

/** A table for the month of a day. */
export async function ensureVoltageMonth(ctx: Ctx, day: string): Promise<void> {
  const from = startOfMonth(day)
  await ctx.db.run(
    `create table if not exists voltage_day_${from.slice(0, 7).replace('-', '')} partition of voltage_day
     for values from ('${from}') to ('${addMonths(from, 1)}')`,
  )
}

/** Up to where a stride of so many points reaches; undefined where none is left. */
export async function findStride(ctx: Ctx, afterId: number, points: number): Promise<number | undefined> {
  const row = await ctx.db.first<{ toId: number | null }>(
    'select max(id) as "toId" from (select id from metering_point where id > $1 order by id limit $2) as stride',
    [afterId, points],
  )
  return row?.toId ?? undefined
}

/** Civil days over `[from, to]` that have not been worked out for every point and of which there are readings, latest first. */
export async function listDueDays(ctx: Ctx, from: string, to: string): Promise<string[]> {
  const rows = await ctx.db.rows<{ day: string }>(
    `select d::date as day from generate_series($1::date, $2::date, interval '1 day') as d
     where not exists (select 1 from voltage_round r where r.day = d::date)
       and (exists (select 1 from packed_day p where p.day = d::date) or exists (select 1 from interval_reading
         where at >= d::timestamp at time zone 'Asia/Shanghai' and at < (d::timestamp + interval '1 day') at time zone 'Asia/Shanghai'))
     order by 1 desc`,
    [from, to],
  )
  return rows.map(({ day }) => day)
}

/** A day that is begun again has not been worked out until it is done. */
export async function forgetRound(ctx: Ctx, day: string): Promise<void> {
  await ctx.db.run('delete from voltage_round where day = $1', [day])
}

export async function saveRound(ctx: Ctx, day: string, points: number): Promise<void> {
  await ctx.db.run(
    `insert into voltage_round (day, done_at, points) values ($1, $2, $3)
     on conflict (day) do update set done_at = excluded.done_at, points = excluded.points`,
    [day, ctx.now, points],
  )
}

/** One at a time works days out; the others wait until it commits. Groups that did not fit into memory took twice as long. */
export async function beginVoltageDays(ctx: Ctx): Promise<void> {
  await ctx.db.run(`select pg_advisory_xact_lock(hashtext('voltage days')), set_config('work_mem', '192MB', true)`)
}
