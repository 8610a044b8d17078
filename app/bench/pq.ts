import type pg from 'pg'
import { systemCtx } from '../../db/context.ts'
import { poolDb } from '../../db/pool.ts'
import { addDays } from '../../db/time.ts'
import { analyseVoltageDay } from '../../metering/index.ts'
import { CITY_POINTS, layCity } from './city.ts'
import { type BenchResult, measureSeconds, medianOf, toResult } from './result.ts'
import { openWorkshop } from './workshop.ts'

const FIRST_DAY = '2026-01-02'
const DAYS = 3
/** A city's day has to be worked out while the next one's night lasts. */
const A_NIGHT = { points: 1_000_000, seconds: 3 * 3_600 }

/**
 * Days of a part of a city worked out: voltage, unbalance and distortion of 20,000 points, a fifth of them three-phase, each day
 * on top of those before it, since the month is joined anew. Limit: the same rows scanned and added up, and nothing else.
 */
export async function benchPowerQuality(): Promise<BenchResult[]> {
  const workshop = await openWorkshop(0)
  try {
    const { pool } = workshop
    await layCity(pool)
    await makeThreePhase(pool)
    const ours: number[] = []
    const bare: number[] = []
    for (let n = 0; n < DAYS; n++) {
      const day = addDays(FIRST_DAY, n)
      await fillDay(pool, day)
      bare.push(await measureSeconds(() => scanDay(pool, day)))
      const ctx = systemCtx(poolDb(pool), new Date(`${addDays(day, 1)}T01:30:00+08:00`), 'bench')
      ours.push(await measureSeconds(() => analyseVoltageDay(ctx, day)))
    }
    const value = CITY_POINTS / medianOf(ours)
    return [
      toResult({
        ...{ name: 'power-quality', unit: 'point-days/s', value, limit: CITY_POINTS / medianOf(bare) },
        target: Math.round((A_NIGHT.points / A_NIGHT.seconds / (CITY_POINTS / medianOf(bare))) * 10_000) / 10_000,
        detail: {
          ...{ points: CITY_POINTS, days: DAYS, rowsOfDay: CITY_POINTS * 96 },
          secondsForAMillion: Math.round(A_NIGHT.points / value),
          limit: 'the same rows scanned, their voltages added up, and nothing else',
        },
      }),
    ]
  } finally {
    await workshop.close()
  }
}

async function makeThreePhase(pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(`update point_term set phase = 'three' where point_id % 5 = 0`)
    await client.query('set session_replication_role = origin')
  } finally {
    client.release()
  }
}

/** Quarter hour after quarter hour, as readings come. */
async function fillDay(pool: pg.Pool, day: string): Promise<void> {
  const table = `interval_reading_${day.replaceAll('-', '')}`
  await pool.query(
    `create table if not exists ${table} partition of interval_reading
     for values from ('${day} 00:00+08') to ('${addDays(day, 1)} 00:00+08')`,
  )
  await pool.query(
    `insert into ${table} (point_id, at, installation_id, measured_at, read_at, arrived_at, import_wh, u_a, u_b, u_c, i_a, i_b, i_c,
       p_w, thd_u_a, thd_i_a)
     select i.point_id, t, i.id, t + interval '15 minutes', t + interval '15 minutes 1 second', t + interval '15 minutes 2 seconds', 1000,
       195 + floor(450 * random()) / 10, w.u, w.u - 3, floor(800 * random()) / 100, w.u / 100, w.u / 90, 660, 2, 9
     from generate_series($1::timestamptz, $1::timestamptz + interval '23 hours 45 minutes', interval '15 minutes') t
     cross join installation i
     cross join lateral (select case when i.point_id % 5 = 0 then 215 + floor(200 * random()) / 10 end as u) w`,
    [`${day} 00:00+08`],
  )
  await pool.query(`vacuum analyze ${table}`)
}

function scanDay(pool: pg.Pool, day: string): Promise<unknown> {
  return pool.query('select count(*), sum(u_a), sum(u_b), sum(u_c) from interval_reading where at >= $1 and at < $2', [
    `${day} 00:00+08`,
    `${addDays(day, 1)} 00:00+08`,
  ])
}
