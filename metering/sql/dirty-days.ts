import type { Ctx } from '../../db/context.ts'
import { INTERPOLATION_MS } from '../rules/intervals.ts'
import { markVoltageDays } from './voltage-marks.ts'

const DAY_MS = 86_400_000
const SHANGHAI_MS = 8 * 3_600_000

/** One mark holds at most so many points, so that a share of the work can be taken. */
const MARK_POINTS = 1_000

export type PointDay = { pointId: number; day: string }

/** Notes which days of which points new readings change: one row a day, in one statement. Called within the batch's transaction. */
export async function markDirtyDays(
  ctx: Ctx,
  readings: readonly { pointId: number; measuredMs: number }[],
): Promise<void> {
  const points = new Map<number, Set<number>>()
  for (const { pointId, measuredMs } of readings) {
    // Near midnight a reading tells of the day on either side.
    const first = Math.floor((measuredMs + SHANGHAI_MS - INTERPOLATION_MS) / DAY_MS)
    const final = Math.floor((measuredMs + SHANGHAI_MS + INTERPOLATION_MS) / DAY_MS)
    for (let day = first; day <= final; day++) {
      const known = points.get(day)
      if (known) known.add(pointId)
      else points.set(day, new Set([pointId]))
    }
  }
  await insertMarks(
    ctx,
    [...points].map(([day, ids]) => ({ day: new Date(day * DAY_MS).toISOString().slice(0, 10), pointIds: [...ids] })),
  )
}

export function markPointDays(ctx: Ctx, pairs: readonly PointDay[]): Promise<number> {
  return insertMarks(
    ctx,
    [...Map.groupBy(pairs, (pair) => pair.day)].map(([day, list]) => ({
      day,
      pointIds: list.map((pair) => pair.pointId),
    })),
  )
}

async function insertMarks(ctx: Ctx, marks: readonly { day: string; pointIds: number[] }[]): Promise<number> {
  if (marks.length === 0) return 0
  await markVoltageDays(ctx, marks)
  const parts = marks.flatMap(({ day, pointIds }) =>
    Array.from({ length: Math.ceil(pointIds.length / MARK_POINTS) }, (_, part) => ({
      day,
      ids: pointIds.slice(part * MARK_POINTS, (part + 1) * MARK_POINTS).join(','),
    })),
  )
  return ctx.db.run(
    `insert into dirty_day (day, point_ids, marked_at)
     select d, string_to_array(ids, ',')::bigint[], $3 from unnest($1::date[], $2::text[]) as m(d, ids)`,
    [parts.map(({ day }) => day), parts.map(({ ids }) => ids), ctx.now],
  )
}

export type ClaimedDay = PointDay & { markedAt: Date }

const presentFirst = `day >= ($1::timestamptz at time zone 'Asia/Shanghai')::date - 1 desc, day, id`
const takeTurn = `select pg_try_advisory_xact_lock(hashtext('metering validation')) as ours`

/**
 * Takes marks out, today's and yesterday's first, so that the present does not wait for history, then the oldest, since a
 * day is held against those before it: so many marks at most, and no more once they hold so many points. They come back
 * where the transaction fails. Undefined where another process validates just now.
 */
export async function claimDirtyDays(
  ctx: Ctx,
  most: { marks: number; points: number },
): Promise<ClaimedDay[] | undefined> {
  const turn = await ctx.db.first<{ ours: boolean }>(takeTurn)
  if (!turn?.ours) return undefined
  return ctx.db.rows(
    `with line as (
       select id, row_number() over turn as place, sum(cardinality(point_ids)) over turn - cardinality(point_ids) as before
       from dirty_day where not parked window turn as (order by ${presentFirst})),
     claimed as (
       delete from dirty_day where id in (select id from line where place <= $2 and before < $3)
       returning day, point_ids, marked_at)
     select point as "pointId", to_char(day, 'YYYY-MM-DD') as day, min(marked_at) as "markedAt"
     from claimed, unnest(point_ids) as point group by 1, 2 order by 1, 2`,
    [ctx.now, most.marks, most.points],
  )
}

export async function countMarks(ctx: Ctx): Promise<number> {
  const row = await ctx.db.first<{ n: number }>('select count(*)::int as n from dirty_day where not parked')
  return row?.n ?? 0
}

/**
 * Joins the marks that wait: each day of a point once, however often it was marked. So what waits is bounded by the points
 * and not by the readings. Returns how many marks are left; undefined where another process validates just now.
 */
export async function joinMarks(ctx: Ctx): Promise<number | undefined> {
  const turn = await ctx.db.first<{ ours: boolean }>(takeTurn)
  if (!turn?.ours) return undefined
  return ctx.db.run(
    `with waiting as (delete from dirty_day where not parked returning day, point_ids, marked_at),
     each as (select day, point, min(marked_at) as marked_at from waiting, unnest(point_ids) as point group by 1, 2),
     parts as (select each.*, (row_number() over (partition by day order by marked_at, point) - 1) / $1 as part from each)
     insert into dirty_day (day, point_ids, marked_at)
     select day, array_agg(point), min(marked_at) from parts group by day, part order by day, part`,
    [MARK_POINTS],
  )
}

/** Sets the first mark aside, after its validation failed, so that it holds nothing up. */
export function parkFirstMark(ctx: Ctx): Promise<number> {
  return ctx.db.run(
    `update dirty_day set parked = true
     where id in (select id from dirty_day where not parked order by ${presentFirst} limit 1)`,
    [ctx.now],
  )
}

export function unparkMarks(ctx: Ctx): Promise<number> {
  return ctx.db.run('update dirty_day set parked = false where parked')
}

/** A meter that fell silent marks nothing: a day that is over is validated for those whose curve was read until then. */
export function markSilentDays(ctx: Ctx, day: string): Promise<number> {
  return ctx.db.run(
    `insert into dirty_day (day, point_ids, marked_at)
     select $1, array_agg(point_id), $2
     from (
       select point_id, (row_number() over (order by point_id) - 1) / $3 as part
       from (
         select point_id from point_day where day = $1::date - 1 and measured + interpolated > 0
         union
         select point_id from vee_finding where rule = 'missing' and status = 'open' and day = $1::date - 1
       ) as read
       where not exists (select 1 from point_day d where d.point_id = read.point_id and d.day = $1 and d.missing = 0)
     ) as silent
     group by part`,
    [day, ctx.now, MARK_POINTS],
  )
}

/** One person at a time edits a point. */
export function lockPoint(ctx: Ctx, pointId: number): Promise<number> {
  return ctx.db.run(`select pg_advisory_xact_lock(hashtext('curve of a point'), $1::int)`, [pointId % 2_147_483_647])
}
