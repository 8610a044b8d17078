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

const monthsOver = `select c.relname as name from pg_inherits h join pg_class c on c.oid = h.inhrelid
  where h.inhparent = 'interval_day'::regclass
    and to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= date_trunc('month', $1::date)
  order by c.relname`
const free = `not exists (select from metering_point p where p.id = d.point_id and p.account_id = any($1))`

/** Rows of packed days in whole months before the day, but of accounts that are kept. */
export async function countPackedOver(ctx: Ctx, day: string, kept: number[], most: number): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*) as count from (
       select 1 from interval_day d where d.day < date_trunc('month', $2::date) and ${free} limit $3) as over`,
    [kept, day, most],
  )
  return row?.count ?? 0
}

/** Erases the oldest month of which anything is over, but for what is kept; returns how many rows. */
export async function dropPackedOver(ctx: Ctx, day: string, kept: number[]): Promise<number> {
  for (const { name } of await ctx.db.rows<{ name: string }>(monthsOver, [day])) {
    const erased = await dropMonth(ctx, name, kept)
    if (erased > 0) return erased
  }
  return 0
}

/**
 * A table is dropped in a moment, and millions of rows deleted one by one take longer than the night: the few rows that are
 * kept are laid aside and put into a new table for the month. Whoever reads packed curves waits while they are copied; where
 * somebody reads them for longer than a moment, a backup above all, the month stays (`55P03`).
 */
async function dropMonth(ctx: Ctx, name: string, kept: number[]): Promise<number> {
  const over = await ctx.db.first(`select 1 from ${name} d where ${free} limit 1`, [kept])
  if (!over && (await ctx.db.first(`select 1 from ${name} limit 1`))) return 0
  const before = await countRows(ctx, name)
  await ctx.db.run(`set local lock_timeout = '2s'`)
  // The parent first: whoever brings late readings takes them in this order, and would else wait for us and we for him.
  await ctx.db.run('lock table only interval_day in access exclusive mode')
  await ctx.db.run(`lock table ${name} in access exclusive mode`)
  await ctx.db.run(
    `create temporary table kept_of_month on commit drop as
     select * from ${name} where point_id in (select id from metering_point where account_id = any($1))`,
    [kept],
  )
  await ctx.db.run(`drop table ${name}`)
  const left = await countRows(ctx, 'kept_of_month')
  const from = `${name.slice(-6, -2)}-${name.slice(-2)}-01`
  if (left > 0) {
    await ensurePackedMonth(ctx, from)
    await ctx.db.run(`insert into ${name} select * from kept_of_month`)
  }
  await ctx.db.run(
    `delete from packed_day where day >= $1::date and day < $1::date + interval '1 month'
       and not exists (select from kept_of_month k where k.day = packed_day.day)`,
    [from],
  )
  await ctx.db.run('drop table kept_of_month')
  return before - left
}

async function countRows(ctx: Ctx, table: string): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(`select count(*) as count from ${table}`)
  return row?.count ?? 0
}
