import { beforeAll, describe, expect, test } from 'vitest'
import type { Over } from '../../db/erasures.ts'
import { transact } from '../../db/pool.ts'
import { addDays } from '../../db/time.ts'
import { findDayCurve } from '../../metering/curves.ts'
import { intervalErasure, keepStore, packDay } from '../../metering/packing.ts'
import { type IncomingReading, storeReadings } from '../../metering/readings.ts'
import { findUsage } from '../../metering/usage.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('days that are packed', () => {
  const database = useDatabase()
  const now = '2026-03-10T12:00:00+08:00'
  const days = ['2026-03-01', '2026-03-02', '2026-03-03']
  let pointId = 0
  let before: Awaited<ReturnType<typeof told>>

  const ctx = (at = now) => database.ctx(at)
  const store = (readings: IncomingReading[], at = now) =>
    storeReadings(ctx(at), { source: 'mqtt', topic: 't', readings })
  const reading = (at: Date, importWh: number): IncomingReading => ({
    meter: 'M-CHEN-1',
    at,
    readAt: new Date(at.getTime() + 700),
    values: { importWh, exportWh: 3, uV: [220.1, null, 219.5], pW: 812.25, pf: 0.98 },
  })
  /** All that anybody is told of these days. */
  async function told() {
    const curves = await Promise.all(days.map((day) => findDayCurve(ctx(), { pointId, day })))
    const usage = await findUsage(ctx(), {
      pointId,
      from: new Date('2026-03-01T00:00:00+08:00'),
      to: new Date('2026-03-04T00:00:00+08:00'),
    })
    const rows = await ctx().db.rows('select * from interval_rows($1, $2, $3) order by at', [
      pointId,
      '2026-02-28T00:00:00+08:00',
      '2026-03-05T00:00:00+08:00',
    ])
    return { curves, usage, rows }
  }
  const plainRows = async () =>
    (await ctx().db.first<{ count: number }>('select count(*) from interval_reading'))?.count ?? 0
  const tables = async () =>
    (
      await ctx().db.rows<{ relname: string }>(
        `select relname from pg_class where relname ~ '^interval_reading_\\d' and relkind = 'r' order by 1`,
      )
    ).map(({ relname }) => relname)

  beforeAll(async () => {
    const network = await layNetwork(ctx('2026-01-01T08:00:00+08:00'))
    pointId = (await openChenGuilan(ctx('2026-01-01T08:00:00+08:00'), network)).pointId
    const from = new Date('2026-03-01T00:00:00+08:00').getTime()
    const marks = Array.from({ length: 3 * 96 + 1 }, (_, mark) => mark).filter((mark) => mark !== 100)
    await store(marks.map((mark) => reading(new Date(from + mark * 900_000 + (mark % 3) * 1_000), 5_000 + mark * 110)))
    before = await told()
  })

  test('tell what they told before, to the millisecond', async () => {
    expect(before.rows).toHaveLength(288)
    expect(before.curves[1]?.counts.missing ?? 0).toBe(0)
    for (const day of days) expect(await packDay(ctx(), { day })).toBe(1)
    expect(await tables()).toEqual(['interval_reading_20260228'])
    expect(await plainRows()).toBe(1)
    expect(await told()).toEqual(before)
  })

  test('judge a late reading by its packed neighbours', async () => {
    const late = new Date('2026-03-02T01:00:02+08:00')
    const outcomes = await store([{ meter: 'M-CHEN-1', at: late, values: { importWh: 90_000 } }])
    expect(outcomes).toEqual([{ is: 'rejected', because: 'DOES_NOT_FIT_BETWEEN_NEIGHBOURS' }])
  })

  test('are unpacked by a late reading, which takes its place, and packed again', async () => {
    const late = new Date('2026-03-02T01:00:02+08:00')
    expect(await store([reading(late, 5_000 + 100 * 110)])).toMatchObject([{ is: 'accepted' }])
    const after = await told()
    expect(after.rows).toHaveLength(289)
    expect(after.usage).toEqual(before.usage)
    await packDay(ctx(), { day: '2026-03-02' })
    expect(await told()).toEqual(after)
    expect(await plainRows()).toBe(1)
  })

  test('keep the better of two readings of one interval, though one of them is packed', async () => {
    const nearer = new Date('2026-03-03T12:15:00+08:00')
    const mark = 2 * 96 + 49
    await store([{ ...reading(nearer, 5_000 + mark * 110 - 1) }])
    const rows = (await told()).rows as { at: Date; measured_at: Date }[]
    const row = rows.find(({ at }) => at.getTime() === nearer.getTime() - 900_000)
    expect(row?.measured_at).toEqual(nearer)
  })

  test('are packed as old as the settings say, and go by the month once their rule says so', async () => {
    const later = `${addDays('2026-03-10', 60)}T03:10:00+08:00`
    await keepStore(ctx(later))
    expect(await plainRows()).toBe(0)
    expect(await tables()).toEqual([
      'interval_reading_20260510',
      'interval_reading_20260511',
      'interval_reading_20260512',
    ])
    expect((await told()).rows).toHaveLength(289)
    const over = { before: new Date('2026-04-01T00:00:00+08:00'), kept: [], keptOtherwise: [], most: 5_000 }
    const at = ctx('2029-04-01T03:40:00+08:00')
    const erase = (given: Over) => transact(at, (inner) => intervalErasure.erase(inner, given))
    await erase({ ...over, before: new Date('2026-03-31T00:00:00+08:00') })
    expect((await told()).rows.length).toBeGreaterThan(200)
    expect(await erase(over)).toBeGreaterThan(0)
    expect((await told()).rows).toHaveLength(0)
  })
})
