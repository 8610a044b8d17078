import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { poolDb } from '../../db/pool.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { MqttCollector } from '../../metering/index.ts'
import { publishAll, toMessage, toReading } from './messages.ts'
import { type BenchResult, toResult } from './result.ts'
import { ENERGISED_AT, openWorkshop } from './workshop.ts'

const HOUSEHOLDS = 400
const MINUTES = 10
const MINUTE_MS = 60_000
/** Two days of quarter hours in one go. */
const MARKS_AT_ONCE = 192
const DAYS_KEPT = 20
const quiet = { error: (detail: object) => console.error(detail), warn: () => {} }

/**
 * Ten minutes of ingestion as fast as it goes. Value: rows/s in the last minute; limit: in the second, when all is warm.
 * Resident memory of the process, broker and terminals with it, at the end of each minute is in the detail.
 */
export async function benchSoak(): Promise<BenchResult[]> {
  const workshop = await openWorkshop(HOUSEHOLDS)
  const { pool, broker, meters } = workshop
  let mark = 0
  const clock = () => new Date(ENERGISED_AT.getTime() + (mark + MARKS_AT_ONCE) * 900_000)
  const collector = new MqttCollector({ db: poolDb(pool), clock, log: quiet, broker })
  await collector.start()
  const rates: number[] = []
  const memory: number[] = []
  try {
    for (let minute = 0; minute < MINUTES; minute++) {
      const [from, before] = [performance.now(), collector.counts.readings]
      while (performance.now() - from < MINUTE_MS) {
        const messages = Array.from({ length: MARKS_AT_ONCE }, () => {
          mark++
          return toMessage(meters.map((meter, index) => toReading(meter, mark, index)))
        })
        await publishAll(broker.url, messages)
        await dropOldDays(pool, clock())
      }
      while (collector.counts.readings < mark * meters.length) await sleep(1)
      rates.push(((collector.counts.readings - before) / (performance.now() - from)) * 1_000)
      memory.push(Math.round(process.memoryUsage().rss / 1e6))
    }
  } finally {
    await collector.stop()
    await workshop.close()
  }
  return [
    toResult({
      name: 'soak',
      value: rates.at(-1) ?? 0,
      unit: 'rows/s in the last minute',
      limit: rates[1] ?? 0,
      target: 0.9,
      detail: { minutes: MINUTES, rowsPerSecond: rates.map(Math.round), rssMB: memory, limit: 'the second minute' },
    }),
  ]
}

/** So that the disk does not fill; nobody writes there any more. */
async function dropOldDays(pool: pg.Pool, now: Date): Promise<void> {
  const before = addDays(civilDay(now), -DAYS_KEPT).replaceAll('-', '')
  const old = await pool.query<{ name: string }>(
    `select c.relname as name from pg_inherits h join pg_class c on c.oid = h.inhrelid
     where h.inhparent = 'interval_reading'::regclass and right(c.relname, 8) < $1`,
    [before],
  )
  for (const { name } of old.rows) await pool.query(`drop table ${name}`)
}
