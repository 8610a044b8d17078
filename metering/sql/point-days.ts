import type { Ctx } from '../../db/context.ts'
import type { AccountClass } from '../rules/period-hours.ts'
import type { DayRollUp } from '../rules/roll-up.ts'

export type SavedDay = DayRollUp & { pointId: number; day: string; powerRatio: number | null; markedAt: Date | null }

const columns: [name: string, type: string, pick: (day: SavedDay) => unknown][] = [
  ['point_id', 'bigint', (day) => day.pointId],
  ['day', 'date', (day) => day.day],
  ['import_wh', 'bigint', (day) => day.importWh],
  ['export_wh', 'bigint', (day) => day.exportWh],
  ['sharp_wh', 'bigint', (day) => day.byPeriodWh.sharp],
  ['peak_wh', 'bigint', (day) => day.byPeriodWh.peak],
  ['flat_wh', 'bigint', (day) => day.byPeriodWh.flat],
  ['valley_wh', 'bigint', (day) => day.byPeriodWh.valley],
  ['deep_valley_wh', 'bigint', (day) => day.byPeriodWh.deepValley],
  ['period_source', 'text', (day) => day.periodSource],
  ['max_demand_w', 'float8', (day) => day.demand?.demandW],
  ['max_demand_at', 'timestamptz', (day) => day.demand && new Date(day.demand.endMs)],
  ['demand_source', 'text', (day) => day.demand?.source],
  ['load_factor', 'real', (day) => day.loadFactor],
  ['measured', 'smallint', (day) => day.counts.measured],
  ['interpolated', 'smallint', (day) => day.counts.interpolated],
  ['estimated', 'smallint', (day) => day.counts.estimated],
  ['edited', 'smallint', (day) => day.counts.edited],
  ['missing', 'smallint', (day) => day.counts.missing],
  ['suspect', 'smallint', (day) => day.counts.suspect],
  ['slots_wh', 'bytea', (day) => packSlots(day.slotsWh)],
  ['power_ratio', 'real', (day) => day.powerRatio],
  ['marked_at', 'timestamptz', (day) => day.markedAt],
]
const names = columns.map(([name]) => name)

export function savePointDays(ctx: Ctx, days: readonly SavedDay[]): Promise<number> {
  const sources = columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')
  return ctx.db.run(
    `insert into point_day (${names.join(', ')}, validated_at)
     select s.*, $${columns.length + 1} from unnest(${sources}) as s(${names.join(', ')})
     on conflict (point_id, day) do update set ${names
       .slice(2)
       .map((name) => `${name} = excluded.${name}`)
       .join(', ')}, validated_at = excluded.validated_at`,
    [...columns.map(([, , pick]) => days.map((day) => pick(day) ?? null)), ctx.now],
  )
}

/** Measured Wh of each quarter hour, `NaN` where nothing was. */
export type DaySlots = { pointId: number; day: string; slotsWh: Float64Array; powerRatio: number | null }
export type PackedSlots = Omit<DaySlots, 'slotsWh'> & { packed: Buffer }

const NOTHING = -2_147_483_648

/** A day without a curve takes no room. */
export function packSlots(slotsWh: Float64Array): Buffer {
  if (slotsWh.every(Number.isNaN)) return Buffer.alloc(0)
  const packed = Buffer.alloc(slotsWh.length * 4)
  for (const [slot, wh] of slotsWh.entries()) packed.writeInt32LE(Number.isNaN(wh) ? NOTHING : wh, slot * 4)
  return packed
}

export function unpackSlots({ packed, ...row }: PackedSlots): DaySlots {
  const slotsWh = new Float64Array(packed.length / 4)
  for (let slot = 0; slot < slotsWh.length; slot++) {
    const wh = packed.readInt32LE(slot * 4)
    slotsWh[slot] = wh === NOTHING ? Number.NaN : wh
  }
  return { ...row, slotsWh }
}

/** Measured quarter hours of points over `[from, to]`, civil days; a day of two spans comes twice, which costs less than sorting. */
export async function listDaySlots(
  ctx: Ctx,
  spans: readonly { pointId: number; from: string; to: string }[],
): Promise<DaySlots[]> {
  const rows = await ctx.db.rows<PackedSlots>(
    `select d.point_id as "pointId", d.day::text as day, d.slots_wh as packed,
       d.power_ratio as "powerRatio"
     from unnest($1::bigint[], $2::date[], $3::date[]) as s(point_id, from_day, to_day)
     join point_day d on d.point_id = s.point_id and d.day between s.from_day and s.to_day
     where d.measured + d.interpolated > 0`,
    [spans.map((span) => span.pointId), spans.map((span) => span.from), spans.map((span) => span.to)],
  )
  return rows.map(unpackSlots)
}

/** Up to 20 customers of the same district and class as a point, over days. */
export async function listNeighbourSlots(ctx: Ctx, pointId: number, from: string, to: string): Promise<DaySlots[]> {
  const rows = await ctx.db.rows<PackedSlots>(
    `with place as (
       select pt.district_id, t.class from metering_point p
       join point_term pt on pt.point_id = p.id and pt.valid_to is null and pt.known_to is null
       join account_term t on t.account_id = p.account_id and t.valid_to is null and t.known_to is null
       where p.id = $1),
     near as (
       select p.id from place
       join point_term pt on pt.district_id = place.district_id and pt.valid_to is null and pt.known_to is null
       join metering_point p on p.id = pt.point_id and p.id <> $1
       join account_term t on t.account_id = p.account_id and t.valid_to is null and t.known_to is null
         and t.class = place.class
       order by p.id limit 20)
     select d.point_id as "pointId", d.day::text as day, d.slots_wh as packed,
       d.power_ratio as "powerRatio"
     from near join point_day d on d.point_id = near.id and d.day between $2 and $3
     where d.measured + d.interpolated >= 90`,
    [pointId, from, to],
  )
  return rows.map(unpackSlots)
}

export type PointFactsRow = { pointId: number; isActive: boolean; accountClass: AccountClass | null }

/** Whether somebody has a contract that is in force now; points that belong to no account are in use. */
export function listPointFacts(ctx: Ctx, pointIds: readonly number[]): Promise<PointFactsRow[]> {
  return ctx.db.rows(
    `select p.id as "pointId", coalesce(t.status in ('active'), p.kind <> 'account') as "isActive",
       t.class as "accountClass"
     from metering_point p
     left join account_term t on t.account_id = p.account_id and t.valid_to is null and t.known_to is null
     where p.id = any($1)`,
    [pointIds],
  )
}

export function listCalendar(ctx: Ctx): Promise<{ day: string; kind: 'holiday' | 'workday' }[]> {
  return ctx.db.rows('select day::text as day, kind from work_calendar')
}
