import type pg from 'pg'
import { systemCtx } from '../../db/context.ts'
import { poolDb } from '../../db/pool.ts'
import { addDays } from '../../db/time.ts'
import { findDayCurve, packDay } from '../../metering/index.ts'
import { type BenchResult, measureSeconds, toResult } from './result.ts'
import { openWorkshop } from './workshop.ts'

const POINTS = 13_100
/** Of these the file knows account and meter, and these are asked. */
const HOUSEHOLDS = 500
const DAYS = 40
const HOT_DAYS = 8
const FIRST_DAY = '2026-01-02'
const ASKED = 2_000
const AIM_MS = 20
const STORAGE_AIM = 1 / 0.3
const NOW = new Date('2026-03-01T12:00:00+08:00')

/** A point's day out of fifty million interval rows, most of them packed; and what packing saves and costs. */
export async function benchCurve(): Promise<BenchResult[]> {
  const workshop = await openWorkshop(HOUSEHOLDS)
  try {
    const { pool } = workshop
    const ctx = systemCtx(poolDb(pool), NOW, 'bench')
    await fillDay(pool, FIRST_DAY)
    await pool.query('analyze interval_reading')
    const plainBytes = await sizeOf(pool, 'interval_reading')
    const packSeconds = await measureSeconds(() => packDay(ctx, { day: FIRST_DAY }))
    const packedBytes = await sizeOf(pool, 'interval_day')
    for (let day = 1; day < DAYS - HOT_DAYS; day++) await copyPackedDay(pool, day)
    for (let day = DAYS - HOT_DAYS; day < DAYS; day++) await fillDay(pool, addDays(FIRST_DAY, day))
    await pool.query('vacuum analyze interval_reading, interval_day')
    const rowsOfDay = POINTS * 96
    return [
      await askCurves(pool, rowsOfDay * DAYS),
      toResult({
        name: 'packed-storage',
        value: plainBytes / packedBytes,
        unit: 'times smaller',
        limit: 1,
        target: STORAGE_AIM,
        detail: {
          plainBytesPerRow: plainBytes / rowsOfDay,
          packedBytesPerRow: packedBytes / rowsOfDay,
          packedRowsPerSecond: Math.round(rowsOfDay / packSeconds),
          limit: 'the plain rows',
        },
      }),
    ]
  } finally {
    await workshop.close()
  }
}

/** Limit: the same rows asked for by their key, and nothing done with them. */
async function askCurves(pool: pg.Pool, rows: number): Promise<BenchResult> {
  const ctx = systemCtx(poolDb(pool), NOW, 'bench')
  const found = await pool.query<{ id: number }>('select id from metering_point order by id limit $1', [HOUSEHOLDS])
  const ids = found.rows.map(({ id }) => id)
  const asked = Array.from({ length: ASKED }, (_, index) => ({
    pointId: ids[(index * 7919) % ids.length] ?? 0,
    day: addDays(FIRST_DAY, (index * 31) % DAYS),
  }))
  const ours = await timesOf(asked, (each) => findDayCurve(ctx, each))
  const bare = await timesOf(asked, ({ pointId, day }) =>
    pool.query(`select * from interval_rows($1, $2::date::timestamptz, ($2::date + 1)::timestamptz)`, [pointId, day]),
  )
  const limit = 1_000 / bare.p99
  return toResult({
    name: 'day-curve',
    value: 1_000 / ours.p99,
    unit: 'curves/s one after the other, at the 99th percentile',
    limit,
    target: Math.round((1_000 / AIM_MS / limit) * 1_000) / 1_000,
    detail: {
      interval_rows: rows,
      p50Ms: ours.p50,
      p99Ms: ours.p99,
      aim: `p99 < ${AIM_MS} ms`,
      limit: 'the bare query of the same rows',
    },
  })
}

async function timesOf<T>(
  list: readonly T[],
  ask: (each: T) => Promise<unknown>,
): Promise<{ p50: number; p99: number }> {
  const times: number[] = []
  for (const each of list) times.push((await measureSeconds(() => ask(each))) * 1_000)
  times.sort((a, b) => a - b)
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? 0) * 100) / 100
  return { p50: at(0.5), p99: at(0.99) }
}

/** A day as households make it: values with the digits that a meter shows, so that they compress no better than real ones. */
async function fillDay(pool: pg.Pool, day: string): Promise<void> {
  const table = `interval_reading_${day.replaceAll('-', '')}`
  await pool.query(
    `create table if not exists ${table} partition of interval_reading
     for values from ('${day} 00:00+08') to ('${addDays(day, 1)} 00:00+08')`,
  )
  await pool.query(
    `insert into ${table} (point_id, at, installation_id, measured_at, read_at, arrived_at, import_wh, u_a, i_a, p_w, q_var, pf, f_hz)
     select p, t, p, t + interval '15 minutes', t + interval '15 minutes 1 second', t + interval '15 minutes 2 seconds' + random() * interval '1 second',
       (extract(epoch from t - '2026-01-01') / 900 * (100 + p % 50) + random() * 30)::bigint,
       220 + floor(60 * random()) / 10, floor(800 * random()) / 100, floor(20000 * random()) / 10,
       floor(2000 * random()) / 10, 0.9 + floor(100 * random()) / 1000, 50 + floor(10 * random()) / 100
     from generate_series(1, $1::int) p,
       generate_series($2::timestamptz, $2::timestamptz + interval '23 hours 45 minutes', interval '15 minutes') t`,
    [POINTS, `${day} 00:00+08`],
  )
}

async function copyPackedDay(pool: pg.Pool, later: number): Promise<void> {
  const day = addDays(FIRST_DAY, later)
  const month = day.slice(0, 7)
  await pool.query(
    `create table if not exists interval_day_${month.replace('-', '')} partition of interval_day
     for values from ('${month}-01') to (('${month}-01'::date + interval '1 month')::date)`,
  )
  const found = await pool.query<{ names: string[] }>(
    `select array_agg(column_name::text order by ordinal_position) as names
     from information_schema.columns where table_name = 'interval_day'`,
  )
  const cells: Record<string, string> = { day: '$2::date', import_wh_least: 'import_wh_least + $3' }
  const list = found.rows[0]?.names.map((name) => cells[name] ?? name).join(', ')
  await pool.query(`insert into interval_day select ${list} from interval_day where day = $1`, [
    FIRST_DAY,
    day,
    later * 96 * 125,
  ])
}

async function sizeOf(pool: pg.Pool, table: string): Promise<number> {
  const found = await pool.query<{ bytes: number }>(
    'select sum(pg_total_relation_size(relid)) as bytes from pg_partition_tree($1) where isleaf',
    [table],
  )
  return Number(found.rows[0]?.bytes ?? 0)
}
