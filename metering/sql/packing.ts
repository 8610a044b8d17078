import type { Ctx } from '../../db/context.ts'
import { addDays, startOfDay } from '../../db/time.ts'
import { registerCells, valueCells } from './interval-cells.ts'

const milliseconds = (span: string) => `extract(epoch from ${span}) * 1000`
const inOrder = (cell: string) => `array_agg(${cell} order by at)`
const whereTold = (column: string, cell: string) => `case when count(${column}) > 0 then ${inOrder(cell)} end`

const packedColumns = [
  'point_id, day, installation_id, installation_ids, slot, measured_ms, read_lag_ms, arrived_lag_ms, quality',
  ...registerCells.map((column) => `${column}_least, ${column}`),
  ...valueCells,
].join(', ')

const packedCells = [
  'point_id',
  '$2::date',
  'case when min(installation_id) = max(installation_id) then min(installation_id) end',
  `case when min(installation_id) < max(installation_id) then ${inOrder('installation_id')} end`,
  inOrder('(extract(epoch from at - $3) / 900)::smallint'),
  inOrder(`(${milliseconds('measured_at - at')})::int`),
  inOrder(`(${milliseconds('read_at - measured_at')})::bigint`),
  inOrder(`(${milliseconds('arrived_at - read_at')})::bigint`),
  `case when max(quality) > 0 then ${inOrder('quality')} end`,
  ...registerCells.map((column) => `min(${column}_least), ${whereTold(column, `${column} - ${column}_least`)}`),
  ...valueCells.map((column) => whereTold(column, column)),
].join(', ')

const packPoints = `with taken as (
    delete from interval_reading where point_id = any($1) and at >= $3 and at < $4 returning *),
  based as (
    select *, ${registerCells.map((column) => `min(${column}) over of_point as ${column}_least`).join(', ')}
    from taken window of_point as (partition by point_id)),
  packed as (
    insert into interval_day (${packedColumns}) select ${packedCells} from based group by point_id
    returning cardinality(slot) as readings)
  insert into packed_day (day, points, rows, packed_at)
  select $2::date, count(*), coalesce(sum(readings), 0), $5 from packed
  on conflict (day) do update set points = packed_day.points + excluded.points,
    rows = packed_day.rows + excluded.rows, packed_at = excluded.packed_at`

/** Points after `afterId` that have interval rows of a day. */
export async function listPlainPoints(
  ctx: Ctx,
  { day, afterId, limit }: { day: string; afterId: number; limit: number },
): Promise<number[]> {
  const rows = await ctx.db.rows<{ pointId: number }>(
    `select distinct point_id as "pointId" from interval_reading
     where at >= $1 and at < $2 and point_id > $3 order by point_id limit $4`,
    [startOfDay(day), startOfDay(addDays(day, 1)), afterId, limit],
  )
  return rows.map(({ pointId }) => pointId)
}

/** Moves these points' rows of a day into one row each. Inside a transaction; whoever brings readings of them waits. */
export async function packDayOfPoints(ctx: Ctx, { day, pointIds }: { day: string; pointIds: number[] }): Promise<void> {
  await ctx.db.run('select 1 from latest_reading where point_id = any($1) order by point_id for update', [pointIds])
  await ctx.db.run(packPoints, [pointIds, day, startOfDay(day), startOfDay(addDays(day, 1)), ctx.now])
}

/** A table for the month of a packed day. */
export async function ensurePackedMonth(ctx: Ctx, day: string): Promise<void> {
  const from = `${day.slice(0, 7)}-01`
  await ctx.db.run(
    `create table if not exists interval_day_${from.slice(0, 7).replace('-', '')} partition of interval_day
     for values from ('${from}') to (('${from}'::date + interval '1 month')::date)`,
  )
}

/** Takes away whole months of packed days that end before this day; returns how many. */
export async function dropPackedMonths(ctx: Ctx, before: string): Promise<number> {
  const months = await ctx.db.rows<{ name: string }>(
    `select c.relname as name from pg_inherits h join pg_class c on c.oid = h.inhrelid
     where h.inhparent = 'interval_day'::regclass
       and to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= $1::date`,
    [before],
  )
  for (const { name } of months) {
    await ctx.db.run(`drop table ${name}`)
    await ctx.db.run(
      `delete from packed_day where day >= to_date($1, 'YYYYMM') and day < to_date($1, 'YYYYMM') + interval '1 month'`,
      [name.slice(-6)],
    )
  }
  return months.length
}
