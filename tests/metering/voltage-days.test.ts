import { beforeAll, describe, expect, test } from 'vitest'
import { transact } from '../../db/pool.ts'
import { packDay } from '../../metering/packing.ts'
import { analyseDay, analyseVoltage } from '../../metering/power-quality/days.ts'
import { storeReadings } from '../../metering/readings.ts'
import { figuresOn, levelOf, voltageLimitsOn } from '../../metering/rules/power-quality/limits.ts'
import { ninetyFifth, summariseVoltage, type VoltageBasis } from '../../metering/rules/power-quality/voltage.ts'
import { ensureVoltageMonth, replaceDay } from '../../metering/sql/voltage-days.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('days of voltage', () => {
  const database = useDatabase()
  const day = '2026-03-02'
  const ctx = (at = '2026-03-03T02:00:00+08:00') => database.ctx(at)
  const points: Record<string, { pointId: number; installationId: number }> = {}

  beforeAll(async () => {
    const before = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(before)
    const open = async (name: string, phase: 'single' | 'three', pt: number) => {
      const chen = await openChenGuilan(before, network, {
        ...(name !== 'home' && { customer: { kind: 'organisation', name } }),
        point: { districtId: network.districtId, mode: 'low-low', phase, priceCode: null },
        meter: {
          ...{ assetNo: name, profile: 'eastron-sdm630', phase, ratedCurrentA: 5, maximumCurrentA: 60, pt },
          registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
          link: { terminalAssetNo: network.terminalAssetNo, unitId: Object.keys(points).length + 1 },
        },
        contract: { contractNo: `HT-${name}`, signedOn: '2025-12-30' },
      })
      const found = await before.db.first<{ id: number }>('select id from installation where point_id = $1', [
        chen.pointId,
      ])
      points[name] = { pointId: chen.pointId, installationId: found?.id ?? 0 }
    }
    await open('home', 'single', 1)
    await open('shop', 'three', 1)
    await open('plant', 'three', 100)
    await open('stranger', 'three', 100)
    await before.db.run(
      `insert into voltage_monitor (point_id, class, nominal_v, wiring, valid_from, reason, changed_by, changed_at)
       values ($1, 'C', 10000, 'line', '2026-01-01', '测试', 'test', $2)`,
      [points.plant?.pointId, before.now],
    )
    const client = `create table if not exists interval_reading_20260302 partition of interval_reading
      for values from ('2026-03-02 00:00+08') to ('2026-03-03 00:00+08')`
    await before.db.run(client)
  })

  async function lay(
    name: string,
    rows: { slot: number; u: (number | null)[]; i?: (number | null)[]; thd?: number }[],
  ) {
    const { pointId, installationId } = points[name] ?? { pointId: 0, installationId: 0 }
    await ctx().db.run('delete from interval_reading where point_id = $1', [pointId])
    for (const { slot, u, i = [], thd = null } of rows) {
      await ctx().db.run(
        `insert into interval_reading (point_id, installation_id, at, measured_at, read_at, arrived_at, u_a, u_b, u_c, i_a, i_b, i_c, thd_u_a)
         select $1, $2, t, t + interval '15 minutes', t + interval '15 minutes', t + interval '15 minutes', $4, $5, $6, $7, $8, $9, $10
         from (select $3::timestamptz + $11 * interval '15 minutes' as t) s`,
        [
          ...[pointId, installationId, `${day}T00:00:00+08:00`],
          ...[0, 1, 2].map((phase) => u[phase] ?? null),
          ...[0, 1, 2].map((phase) => i[phase] ?? null),
          ...[thd, slot],
        ],
      )
    }
  }
  const found = (name: string, table = 'voltage_day') =>
    ctx().db.first<Record<string, number | string | Date | null>>(`select * from ${table} where point_id = $1`, [
      points[name]?.pointId,
    ])
  const work = () =>
    transact(ctx(), async (inner) => {
      await ensureVoltageMonth(inner, day)
      const range = { afterId: 0, toId: 1_000_000, pointIds: null }
      return replaceDay(inner, { day, range, limits: voltageLimitsOn(day), figures: figuresOn(day) })
    })

  test('are what the rule makes of the same quarter hours, for any voltages', async () => {
    const bases: Record<string, VoltageBasis> = {
      home: basisOf(220),
      shop: basisOf(380),
      plant: { ...basisOf(10_000), pt: 100, wiring: 'line' },
    }
    let seed = 7
    const draw = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed / 2_147_483_647
    }
    for (let round = 0; round < 8; round++) {
      const laid: Record<string, { slot: number; u: (number | null)[]; i: number[]; thd: number }[]> = {}
      for (const [name, basis] of Object.entries(bases)) {
        const middle = basis.pt === 100 ? 100 : 220
        const volts = () => {
          const luck = draw()
          if (luck < 0.05) return null
          if (luck < 0.1) return 0
          return Math.round(middle * (0.88 + 0.22 * draw()) * 10) / 10
        }
        laid[name] = Array.from({ length: 96 }, (_, slot) => slot)
          .filter(() => draw() < 0.9)
          .map((slot) => {
            return { slot, u: [volts(), volts(), volts()], i: [4, 3, 1 + draw()], thd: Math.round(50 * draw()) / 10 }
          })
        await lay(name, laid[name])
      }
      await work()
      for (const [name, basis] of Object.entries(bases)) {
        const start = Date.parse(`${day}T00:15:00+08:00`)
        const rows = laid[name] ?? []
        const expected = summariseVoltage(
          rows.map(({ slot, u }) => ({ atMs: start + slot * 900_000, uV: u })),
          basis,
        )
        const stored = (await found(name)) ?? {}
        expect(stored).toMatchObject({
          ...{ monitored_min: expected.monitoredMin, over_min: expected.overMin, under_min: expected.underMin },
          ...{ both_min: expected.bothMin, dead_min: expected.deadMin, lost_min: expected.lostMin },
          ...{ most_at: new Date(expected.most?.atMs ?? 0), least_at: new Date(expected.least?.atMs ?? 0) },
        })
        expect(stored.most_v).toBeCloseTo(expected.most?.volts ?? 0, 1)
        expect(stored.least_v).toBeCloseTo(expected.least?.volts ?? 0, 1)
        const p95 = ninetyFifth(expected.unbalances)
        if (p95 === null) expect(stored.unbalance_p95).toBeNull()
        else expect(stored.unbalance_p95).toBeCloseTo(p95, 4)
        expect(stored.unbalance_over_min).toBe(expected.unbalances.filter((each) => each > 2).length * 15)
        expect(stored.thd_u_p95).toBeCloseTo(ninetyFifth(rows.map(({ thd }) => thd)) ?? 0, 4)
      }
    }
  })

  test('of a meter behind voltage transformers that nobody registered are not judged', async () => {
    await lay('stranger', [{ slot: 1, u: [100, 0, 100] }])
    await work()
    expect(await found('stranger')).toBeUndefined()
  })

  test('are worked out once the day is over, again when a reading comes late, and the month with them', async () => {
    await lay('home', [{ slot: 40, u: [221] }])
    await lay('shop', [{ slot: 40, u: [221, 222, 223], i: [10, 8, 5] }])
    await lay('plant', [])
    await ctx().db.run('delete from voltage_day')
    await ctx().db.run('delete from voltage_mark')
    expect(await analyseVoltage(ctx('2026-03-03T00:30:00+08:00'))).toBe(0)
    expect(await analyseVoltage(ctx('2026-03-03T01:10:00+08:00'))).toBe(1)
    expect(await found('home')).toMatchObject({ monitored_min: 15, under_min: 0, nominal_v: 220, lower_v: 198 })
    expect(await found('shop')).toMatchObject({ current_unbalance_most: 50, current_unbalance_p95: 50 })
    expect(await analyseVoltage(ctx('2026-03-03T01:20:00+08:00'))).toBe(0)

    const late = { meter: 'home', at: new Date(`${day}T12:00:00+08:00`), values: { importWh: 10, uV: [190.5] } }
    await storeReadings(ctx(), { source: 'mqtt', topic: 't', readings: [late] })
    expect(await analyseVoltage(ctx('2026-03-03T03:10:00+08:00'))).toBe(1)
    expect(await found('home')).toMatchObject({ monitored_min: 30, under_min: 15, least_v: 190.5, least_at: late.at })
    expect(await found('home', 'voltage_month')).toMatchObject({
      days: 1,
      monitored_min: 30,
      under_min: 15,
      least_v: 190.5,
    })
    expect(await found('shop', 'voltage_month')).toMatchObject({ monitored_min: 15, most_v: 223 })
    expect(await analyseVoltage(ctx('2026-03-03T03:20:00+08:00'))).toBe(0)
  })

  test('that are packed say the same', async () => {
    const before = await found('home')
    await packDay(ctx(), { day })
    await analyseDay(ctx(), day)
    expect(await found('home')).toEqual(before)
  })

  test('that hold no reading any more are gone, from the month too', async () => {
    await ctx().db.run('delete from interval_day where point_id = $1', [points.home?.pointId])
    await ctx().db.run(`insert into voltage_mark (day, point_ids, marked_at) values ($1, array[$2::bigint], now())`, [
      day,
      points.home?.pointId,
    ])
    await analyseVoltage(ctx())
    expect(await found('home')).toBeUndefined()
    expect(await found('home', 'voltage_month')).toBeUndefined()
    expect(await found('shop', 'voltage_month')).toBeDefined()
  })

  function basisOf(nominalV: number): VoltageBasis {
    const { upperPercent, lowerPercent } = voltageLimitsOn(day)[levelOf(nominalV)]
    return { nominalV, wiring: 'phase', pt: 1, upperPercent, lowerPercent, deadPercent: 18 }
  }
})
