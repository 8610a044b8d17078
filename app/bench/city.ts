import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { systemCtx } from '../../db/context.ts'
import { poolDb } from '../../db/pool.ts'
import { joinDirtyDays, MqttCollector, validateDirtyDays } from '../../metering/index.ts'
import { copyRows, readRows } from './copying.ts'
import { publishAll, toMessage, topicOf, toReading } from './messages.ts'
import { type BenchResult, measureSeconds, medianOf, toResult } from './result.ts'
import { ENERGISED_AT, openWorkshop, type Workshop } from './workshop.ts'

const TERMINALS = 50
const METERS_OF_TERMINAL = 400
const POINTS = TERMINALS * METERS_OF_TERMINAL
export const CITY_POINTS = POINTS
/** Quarter hours in a row from noon on, when a day is half full; the first lets the machine warm up. */
const QUARTERS = 4
const QUARTER_MS = 900_000
const NOON_MARK = 48
/** So many rows a second are a million points every quarter hour. */
const NEEDED_PER_SECOND = Math.round(1_000_000 / 900)
const quiet = { error: (detail: object) => console.error(detail), warn: () => {} }

/**
 * A part of a city, 20,000 points, tell quarter hour after quarter hour, a message of each concentrator, and every point's day is
 * validated with its database after each. Ten times as many a quarter hour are a million points.
 */
export async function benchCity(): Promise<BenchResult[]> {
  const workshop = await openWorkshop(0)
  try {
    await layCity(workshop.pool)
    const noon = new Date(ENERGISED_AT.getTime() + (NOON_MARK - 1) * QUARTER_MS + 60_000)
    await tellQuarters(
      workshop,
      Array.from({ length: NOON_MARK - 1 }, (_, order) => order + 1),
      noon,
    )
    await validateAll(workshop.pool, noon)
    const seconds = { told: [] as number[], copied: [] as number[], validated: [] as number[], read: [] as number[] }
    for (let quarter = 0; quarter < QUARTERS; quarter++) {
      const mark = NOON_MARK + quarter
      const now = new Date(ENERGISED_AT.getTime() + mark * QUARTER_MS + 60_000)
      seconds.told.push(await tellQuarters(workshop, [mark], now))
      seconds.copied.push(await copyQuarter(workshop.pool, mark))
      seconds.validated.push(await validateAll(workshop.pool, now))
      seconds.read.push(await readAll(workshop.pool))
    }
    const rate = (list: number[]) => POINTS / medianOf(list.slice(1))
    const common = { target: null, unit: '/s' }
    const detail = {
      points: POINTS,
      terminals: TERMINALS,
      quarters: QUARTERS - 1,
      aMillionPointsNeed: NEEDED_PER_SECOND,
    }
    return [
      toResult({
        ...common,
        name: 'city-readings',
        value: rate(seconds.told),
        limit: rate(seconds.copied),
        detail: { ...detail, limit: 'raw COPY of the same rows into a table of their like' },
      }),
      toResult({
        ...common,
        name: 'city-point-days-validated',
        value: rate(seconds.validated),
        limit: rate(seconds.read),
        detail: { ...detail, limit: 'the rows of the same days read from the database, and nothing else' },
      }),
    ]
  } finally {
    await workshop.close()
  }
}

const meterOf = (terminal: number, meter: number) => `CITY-M-${terminal}-${meter}`

async function tellQuarters({ pool, broker }: Workshop, marks: number[], now: Date): Promise<number> {
  const collector = new MqttCollector({ db: poolDb(pool), clock: () => now, log: quiet, broker })
  await collector.start()
  const messages = marks.flatMap((mark) =>
    Array.from({ length: TERMINALS }, (_, terminal) =>
      toMessage(
        Array.from({ length: METERS_OF_TERMINAL }, (_, meter) => toReading(meterOf(terminal, meter), mark, meter)),
      ),
    ),
  )
  const seconds = await measureSeconds(async () => {
    await publishAll(broker.url, messages, (message) => topicOf(`CITY-${message % TERMINALS}`))
    while (collector.counts.readings < POINTS * marks.length) await sleep(1)
  })
  await collector.stop()
  return seconds
}

async function copyQuarter(pool: pg.Pool, mark: number): Promise<number> {
  const start = new Date(ENERGISED_AT.getTime() + (mark - 1) * QUARTER_MS)
  const text = await readRows(
    pool,
    `select * from interval_reading where at = '${start.toISOString()}' order by point_id`,
  )
  await pool.query('create table if not exists copied (like interval_reading including all)')
  await pool.query('truncate copied')
  return measureSeconds(() => copyRows(pool, 'copied', text))
}

async function validateAll(pool: pg.Pool, now: Date): Promise<number> {
  const ctx = systemCtx(poolDb(pool), now, 'bench')
  return measureSeconds(async () => {
    await joinDirtyDays(ctx)
    while ((await validateDirtyDays(ctx)) > 0);
  })
}

function readAll(pool: pg.Pool): Promise<number> {
  return measureSeconds(async () => {
    for (let terminal = 0; terminal < TERMINALS; terminal++) {
      const first = terminal * METERS_OF_TERMINAL
      await pool.query('select * from interval_reading where point_id > $1 and point_id <= $2', [
        first,
        first + METERS_OF_TERMINAL,
      ])
    }
  })
}

/** Row by row it would take an hour: laid at once, and without asking whether it holds together. */
export async function layCity(pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  const each = `generate_series(0, ${TERMINALS - 1}) as t, generate_series(0, ${METERS_OF_TERMINAL - 1}) as m`
  const number = `t * ${METERS_OF_TERMINAL} + m + 1`
  const from = `'${ENERGISED_AT.toISOString()}'::timestamptz`
  const statements = [
    `insert into terminal (id, asset_no, protocol, district_id) overriding system value
     select 1000 + t, 'CITY-' || t, 'mqtt', 1 from generate_series(0, ${TERMINALS - 1}) as t`,
    `insert into account (id, account_no, organisation_id, address, opened_on) overriding system value
     select ${number}, lpad((${number})::text, 13, '0'), 1, '测试路' || ${number} || '号', ${from}::date from ${each}`,
    `insert into account_term (account_id, customer_id, class, contract_capacity_kva, running_capacity_kva, status, valid_from,
       known_from, changed_by, reason, case_ref)
     select ${number}, 1, 'residential', 8, 8, 'active', ${from}::date, ${from}, 'bench', 'bench', 'bench' from ${each}`,
    `insert into metering_point (id, point_no, kind, account_id, purpose) overriding system value
     select ${number}, 'CITY-P-' || ${number}, 'account', ${number}, 'settlement' from ${each}`,
    `insert into point_term (point_id, district_id, mode, phase, valid_from, known_from, changed_by, reason, case_ref)
     select ${number}, 1, 'low-low', 'single', ${from}::date, ${from}, 'bench', 'bench', 'bench' from ${each}`,
    `insert into device (id, asset_no, profile, phase, rated_current_a, maximum_current_a) overriding system value
     select ${number}, 'CITY-M-' || t || '-' || m, 'dlt645-2007-single', 'single', 5, 60 from ${each}`,
    `insert into installation (id, point_id, device_id, installed_at, case_ref) overriding system value
     select ${number}, ${number}, ${number}, ${from}, 'bench' from ${each}`,
    `insert into installation_register (installation_id, role, digits, start_value)
     select ${number}, 'importTotal', 6, 0 from ${each}`,
    `insert into collection_link (device_id, terminal_id, valid_from, case_ref)
     select ${number}, 1000 + t, ${from}, 'bench' from ${each}`,
  ]
  try {
    await client.query('set session_replication_role = replica')
    for (const statement of statements) await client.query(statement)
    await client.query('set session_replication_role = origin')
    await client.query('analyze')
  } finally {
    client.release()
  }
}
