import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'

export type VoltageMark = { day: string; pointIds: number[] }

/** Notes that readings of days that are over came or changed; called within the batch's transaction. */
export async function markVoltageDays(ctx: Ctx, marks: readonly VoltageMark[]): Promise<void> {
  const today = civilDay(ctx.now)
  const over = marks.filter(({ day }) => day < today)
  if (over.length === 0) return
  await ctx.db.run(
    `insert into voltage_mark (day, point_ids, marked_at)
     select d, string_to_array(ids, ',')::bigint[], $3 from unnest($1::date[], $2::text[]) as m(d, ids)`,
    [over.map(({ day }) => day), over.map(({ pointIds }) => pointIds.join(',')), ctx.now],
  )
}

/** Takes the marks of a day out. */
export async function takeMarks(ctx: Ctx, day: string): Promise<number[]> {
  const rows = await ctx.db.rows<{ pointId: number }>(
    `with taken as (delete from voltage_mark where day = $1 returning point_ids)
     select distinct unnest(point_ids) as "pointId" from taken order by 1`,
    [day],
  )
  return rows.map(({ pointId }) => pointId)
}

/** Days that have marks, latest first. */
export async function listMarkedDays(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.db.rows<{ day: string }>('select distinct day from voltage_mark order by day desc')
  return rows.map(({ day }) => day)
}
