import type { Ctx } from '../../db/context.ts'

export type ReadingSummary = { gaps: number; rejected: number }

/**
 * Of a point over `(from, to]`: quarter hours in which nothing was read, and readings with a register that was
 * found to be false.
 */
export async function summariseReadings(
  ctx: Ctx,
  query: { pointId: number; from: Date; to: Date },
): Promise<ReadingSummary> {
  const row = await ctx.db.first<ReadingSummary>(
    `with quarter as (
       select generate_series(date_bin('15 minutes', $2::timestamptz, 'epoch'), $3::timestamptz - interval '1 millisecond',
         interval '15 minutes') as at)
     select
       (select count(*) from quarter q
        where not exists (select 1 from interval_rows($1, q.at, q.at + interval '1 ms'))) as gaps,
       (select coalesce(max(shown), 0) from (
          select sum(times) as shown from reading_suspect
          where point_id = $1 and status = 'rejected' and measured_at > $2 and measured_at <= $3
          group by role) as by_register) as rejected`,
    [query.pointId, query.from, query.to],
  )
  return row ?? { gaps: 0, rejected: 0 }
}
