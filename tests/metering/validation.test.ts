import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { transact } from '../../db/pool.ts'
import type { MeterValues } from '../../metering/mqtt-contract.ts'
import { storeReadings } from '../../metering/readings.ts'
import { markSilentDays } from '../../metering/sql/dirty-days.ts'
import { validateDirtyDays } from '../../metering/vee/validate.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const QUARTER_MS = 900_000
const dayMs = (day: string) => Date.parse(`${day}T00:00:00+08:00`)
/** What a register shows at a mark: more by day than by night, never twice the same. */
const shown = (atMs: number) => {
  const slot = Math.round((atMs - dayMs('2026-03-01')) / QUARTER_MS)
  return 500_000 + slot * 120 + Math.round(40 * Math.sin((slot * Math.PI) / 48)) + ((slot * 37) % 13)
}
const marks = (day: string, from = 0, to = 96) =>
  Array.from({ length: to - from }, (_, order) => dayMs(day) + (from + order + 1) * QUARTER_MS)

describe('validation', () => {
  const database = useDatabase()
  const now = '2026-03-12T12:00:00+08:00'
  const ctx = () => database.ctx(now)
  let pointId = 0

  beforeAll(async () => {
    const network = await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    pointId = (await openChenGuilan(database.ctx('2026-01-01T08:00:00+08:00'), network)).pointId
    await store(
      [['2026-03-01T00:00:00+08:00', shown(dayMs('2026-03-01'))]].map(([at, wh]) => [
        Date.parse(String(at)),
        Number(wh),
      ]),
    )
  })

  const store = (readings: number[][], extra: MeterValues = {}) =>
    storeReadings(ctx(), {
      source: 'mqtt',
      topic: 'test',
      readings: readings.map(([atMs = 0, importWh = 0]) => ({
        meter: 'M-CHEN-1',
        at: new Date(atMs),
        values: { importWh, ...extra },
      })),
    })
  const storeMarks = (list: number[]) => store(list.map((atMs) => [atMs, shown(atMs)]))
  const validate = async () => {
    let days = 0
    for (let done = 1; done > 0; ) days += done = await validateDirtyDays(ctx())
    return days
  }
  const rolled = (day: string) =>
    ctx().db.first<{ importWh: number; estimated: number; measured: number; missing: number; source: string }>(
      `select import_wh as "importWh", estimated, measured, missing, demand_source as source, max_demand_w as "demandW"
       from point_day where point_id = $1 and day = $2`,
      [pointId, day],
    )
  const values = () =>
    ctx().db.rows<{ at: Date; wh: number }>(
      `select at, wh from curve_value where point_id = $1 and superseded_at is null order by at`,
      [pointId],
    )
  const everything = async () => ({
    days: await ctx().db.rows(
      `select to_jsonb(d) - 'validated_at' - 'marked_at' as day from point_day d order by point_id, day`,
    ),
    values: await values(),
    findings: await ctx().db.rows(`select rule, status, from_at, to_at, count from vee_finding order by 1, 3`),
  })

  test('a whole day is measured, and its energy is what the register counted', async () => {
    await storeMarks(marks('2026-03-01'))
    expect(await validate()).toBeGreaterThan(0)
    const energy = shown(dayMs('2026-03-02')) - shown(dayMs('2026-03-01'))
    expect(await rolled('2026-03-01')).toMatchObject({
      importWh: energy,
      measured: 96,
      estimated: 0,
      source: 'interval',
    })
  })

  test('a gap inside a day is filled to the Wh, told as estimated, and found', async () => {
    await storeMarks([...marks('2026-03-02', 0, 30), ...marks('2026-03-02', 60)])
    await validate()
    const missing = shown(marks('2026-03-02')[60] ?? 0) - shown(marks('2026-03-02')[29] ?? 0)
    const filled = await values()
    expect(filled).toHaveLength(31)
    expect(filled.reduce((sum, { wh }) => sum + wh, 0)).toBe(missing)
    expect(await rolled('2026-03-02')).toMatchObject({ estimated: 31, measured: 65, missing: 0 })
    const found = await ctx().db.rows(
      `select rule, severity, count, status from vee_finding where day = '2026-03-02' and status = 'open'`,
    )
    expect(found).toEqual([{ rule: 'missing', severity: 'warning', count: 31, status: 'open' }])
  })

  test('validating again changes nothing', async () => {
    const before = await everything()
    await ctx().db.run(
      `insert into dirty_day (day, point_ids, marked_at) select day, array[$1::bigint], $2 from point_day`,
      [pointId, now],
    )
    await validate()
    expect(await everything()).toEqual(before)
  })

  test('readings that come late take the estimates back and roll only their own days', async () => {
    const others = await ctx().db.rows(`select validated_at from point_day where day = '2026-03-01'`)
    await storeReadings(database.ctx('2026-03-12T13:00:00+08:00'), {
      source: 'mqtt',
      topic: 'late',
      readings: marks('2026-03-02', 30, 60).map((atMs) => ({
        meter: 'M-CHEN-1',
        at: new Date(atMs),
        values: { importWh: shown(atMs) },
      })),
    })
    await validateDirtyDays(database.ctx('2026-03-12T13:00:00+08:00'))
    expect(await values()).toEqual([])
    expect(await rolled('2026-03-02')).toMatchObject({ estimated: 0, measured: 96 })
    expect(await ctx().db.rows(`select status from vee_finding where day = '2026-03-02' and count = 31`)).toEqual([
      { status: 'gone' },
    ])
    expect(await ctx().db.rows(`select validated_at from point_day where day = '2026-03-01'`)).toEqual(others)
  })

  test('stopped half way it begins again with the same days, and two never validate at once', async () => {
    await storeMarks(marks('2026-03-02').slice(0, 4))
    const waiting = () => ctx().db.first<{ n: number }>('select count(*)::int as n from dirty_day')
    const before = await waiting()
    const stopped = transact(ctx(), async (inner) => {
      expect(await validateDirtyDays(inner)).toBeGreaterThan(0)
      expect(await validateDirtyDays(ctx())).toBe(0)
      throw new Error('killed')
    })
    await expect(stopped).rejects.toThrow('killed')
    expect(await waiting()).toEqual(before)
    expect(await validate()).toBeGreaterThan(0)
    expect(await waiting()).toEqual({ n: 0 })
  })

  test('a gap over midnight is one gap, filled to the Wh on both days', async () => {
    await storeMarks([...marks('2026-03-03', 0, 80), ...marks('2026-03-04', 20)])
    await validate()
    const missing = shown(marks('2026-03-04')[20] ?? 0) - shown(marks('2026-03-03')[79] ?? 0)
    expect((await values()).reduce((sum, { wh }) => sum + wh, 0)).toBe(missing)
    expect(await rolled('2026-03-03')).toMatchObject({ estimated: 16 })
    expect(await rolled('2026-03-04')).toMatchObject({ estimated: 21 })
  })

  test('a day of which only midnight is known is filled by what days like it used', async () => {
    await storeMarks([...marks('2026-03-04'), ...marks('2026-03-05'), ...marks('2026-03-08')])
    await storeMarks(marks('2026-03-07').slice(-1))
    await storeMarks(marks('2026-03-06').slice(-1))
    await validate()
    const methods = await ctx().db.rows(
      `select c.method, count(*) as slots, sum(v.wh)::bigint as wh from curve_value v join curve_change c on c.id = v.change_id
       where v.superseded_at is null and v.at >= '2026-03-07T00:00:00+08:00' and v.at < '2026-03-08T00:00:00+08:00' group by 1`,
    )
    const wh = shown(dayMs('2026-03-08')) - shown(dayMs('2026-03-07'))
    expect(methods).toEqual([{ method: 'own-profile', slots: 96, wh }])
    expect(await rolled('2026-03-07')).toMatchObject({ importWh: wh })
  })

  test('a meter that fell silent is missed on the next day all the same', async () => {
    const missed = () =>
      ctx().db.rows(`select count from vee_finding where rule = 'missing' and status = 'open' and day = '2026-03-11'`)
    await storeMarks(marks('2026-03-10', -1, 40))
    await validate()
    expect(await missed()).toEqual([])
    await markSilentDays(ctx(), '2026-03-11')
    await validate()
    // From the forty-first quarter hour of the tenth to the end of the eleventh.
    expect(await missed()).toEqual([{ count: 56 + 96 }])
  })

  test('a transformer changed overnight is suspected by power against register, with the evidence', async () => {
    const days = ['2026-02-10', '2026-02-11']
    for (const [order, day] of days.entries()) {
      const atMarks = [dayMs(day), ...marks(day)]
      const readings = atMarks.map((atMs) => {
        const wh = Math.round((atMs - dayMs('2026-02-10')) / QUARTER_MS) * 100 + 1_000
        return { meter: 'M-CHEN-1', at: new Date(atMs), values: { importWh: wh, pW: order === 0 ? 400 : 800 } }
      })
      await storeReadings(ctx(), { source: 'mqtt', topic: 'test', readings })
    }
    await validate()
    const found = await ctx().db.rows(
      `select channel, severity, day::text as day, round(value::numeric, 1)::float8 as value, expected::float8 as expected
       from vee_finding where rule = 'multiplier'`,
    )
    expect(found).toEqual([{ channel: 'changed', severity: 'error', day: '2026-02-11', value: 2, expected: 1 }])
  })

  test('readings finer than a quarter hour give the demand of the sliding window', async () => {
    const startMs = dayMs('2026-03-06')
    const minutes = Array.from({ length: 180 }, (_, minute) => startMs + minute * 60_000)
    // A quarter of an hour of 6 kW that begins between two marks.
    const wh = (atMs: number) => shown(startMs) + Math.max(0, Math.min(15, (atMs - startMs) / 60_000 - 67)) * 100
    await store(minutes.map((atMs) => [atMs, wh(atMs)]))
    await validate()
    const day = await rolled('2026-03-06')
    expect(day).toMatchObject({ source: 'sliding', demandW: 6000 })
  })
})

describe('the order in which readings are told', () => {
  const database = useDatabase()
  const now = '2026-03-12T12:00:00+08:00'

  test('changes no roll-up', async () => {
    const network = await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    const list = [...marks('2026-03-01', -1), ...marks('2026-03-02', 0, 50), ...marks('2026-03-02', 54)]
    const rows: unknown[] = []
    let meter = 0
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(list, { minLength: list.length }),
        fc.integer({ min: 20, max: 200 }),
        async (order, size) => {
          const assetNo = `M-ORDER-${++meter}`
          const { pointId } = await openChenGuilan(database.ctx('2026-01-01T08:00:00+08:00'), network, {
            contract: { contractNo: assetNo, signedOn: '2025-12-30' },
            meter: {
              assetNo,
              profile: 'eastron-sdm630',
              phase: 'single',
              ratedCurrentA: 5,
              maximumCurrentA: 60,
              registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
              link: { terminalAssetNo: 'T-MQTT-1' },
            },
          })
          for (let start = 0; start < order.length; start += size) {
            const readings = order
              .slice(start, start + size)
              .map((atMs) => ({ meter: assetNo, at: new Date(atMs), values: { importWh: shown(atMs) } }))
            await storeReadings(database.ctx(now), { source: 'mqtt', topic: 'test', readings })
            await validateDirtyDays(database.ctx(now))
          }
          rows.push(
            await database
              .ctx(now)
              .db.rows(
                `select to_jsonb(d) - 'point_id' - 'validated_at' - 'marked_at' as day from point_day d where point_id = $1 order by day`,
                [pointId],
              ),
          )
          expect(rows.at(-1)).toEqual(rows[0])
        },
      ),
      { numRuns: 6 },
    )
  })
})
