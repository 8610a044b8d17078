import type { Ctx } from '../../db/context.ts'
import type { SlotQuality } from '../rules/roll-up.ts'
import type { SiblingChannel } from '../rules/vee/channels.ts'
import { type DaySlots, type PackedSlots, packSlots, unpackSlots } from './point-days.ts'

export type SavedChannelDay = {
  pointId: number
  day: string
  channel: SiblingChannel
  energyWh: number | null
  counts: Record<SlotQuality, number>
  /** As measured; `NaN` where nothing was. */
  slotsWh: Float64Array
}

export async function saveChannelDays(ctx: Ctx, days: readonly SavedChannelDay[]): Promise<void> {
  if (days.length === 0) return
  const counts = ['measured', 'interpolated', 'estimated', 'edited', 'missing', 'suspect'] as const
  await ctx.db.run(
    `insert into point_day_channel (point_id, day, channel, energy_wh, slots_wh, ${counts.join(', ')})
     select * from unnest($1::bigint[], $2::date[], $3::text[], $4::bigint[], $5::bytea[],
       ${counts.map((_, index) => `$${index + 6}::smallint[]`).join(', ')}) as d
     on conflict (point_id, day, channel) do update set energy_wh = excluded.energy_wh, slots_wh = excluded.slots_wh,
       ${counts.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    [
      days.map(({ pointId }) => pointId),
      days.map(({ day }) => day),
      days.map(({ channel }) => channel),
      days.map(({ energyWh }) => energyWh),
      days.map(({ slotsWh }) => packSlots(slotsWh)),
      ...counts.map((name) => days.map((each) => each.counts[name])),
    ],
  )
}

/** Measured quarter hours of one channel of a point over `[from, to]`, civil days. */
export async function listChannelSlots(
  ctx: Ctx,
  about: { pointId: number; channel: SiblingChannel; from: string; to: string },
): Promise<DaySlots[]> {
  const rows = await ctx.db.rows<PackedSlots>(
    `select point_id as "pointId", day::text as day, slots_wh as packed, null as "powerRatio"
     from point_day_channel where point_id = $1 and channel = $2 and day between $3 and $4 and measured + interpolated > 0`,
    [about.pointId, about.channel, about.from, about.to],
  )
  return rows.map(unpackSlots)
}

/** Up to 20 points of the same district that have the channel, over days. */
export async function listNeighbourChannelSlots(
  ctx: Ctx,
  about: { pointId: number; channel: SiblingChannel; from: string; to: string },
): Promise<DaySlots[]> {
  const rows = await ctx.db.rows<PackedSlots>(
    `with near as (
       select distinct n.point_id as id from point_term o
       join point_term n on n.district_id = o.district_id and n.point_id <> o.point_id and n.valid_to is null and n.known_to is null
       join point_day_channel c on c.point_id = n.point_id and c.channel = $2 and c.day between $3 and $4
       where o.point_id = $1 and o.valid_to is null and o.known_to is null order by 1 limit 20)
     select d.point_id as "pointId", d.day::text as day, d.slots_wh as packed, null as "powerRatio"
     from near join point_day_channel d on d.point_id = near.id and d.channel = $2 and d.day between $3 and $4
     where d.measured + d.interpolated >= 90`,
    [about.pointId, about.channel, about.from, about.to],
  )
  return rows.map(unpackSlots)
}
