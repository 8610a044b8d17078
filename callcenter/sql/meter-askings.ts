import type { Ctx } from '../../db/context.ts'

/** Counts that a meter is asked now. False where it was asked `most` times within the `seconds` since the first of them. */
export async function countAsking(
  ctx: Ctx,
  pointId: number,
  { most, seconds }: { most: number; seconds: number },
): Promise<boolean> {
  const row = await ctx.db.prepared.first(
    `insert into desk_meter_asking as a (point_id, began_at, times) values ($1, $2::timestamptz, 1)
     on conflict (point_id) do update set
       began_at = case when a.began_at <= $3::timestamptz then $2::timestamptz else a.began_at end,
       times = case when a.began_at <= $3::timestamptz then 1 else a.times + 1 end
     where a.began_at <= $3::timestamptz or a.times < $4
     returning times`,
    [pointId, ctx.now, new Date(ctx.now.getTime() - seconds * 1000), most],
  )
  return row !== undefined
}
