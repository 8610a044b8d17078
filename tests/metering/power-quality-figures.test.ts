import { beforeAll, describe, expect, test } from 'vitest'
import { transact } from '../../db/pool.ts'
import { findPointVoltage, findPowerQuality, findVoltageVerdict } from '../../metering/power-quality/figures.ts'
import { type ComplaintFacts, judgeComplaint } from '../../metering/rules/power-quality/complaint.ts'
import { ensureVoltageMonth, replaceMonth } from '../../metering/sql/voltage-days.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const facts: ComplaintFacts = {
  ...{ monitoredMin: 2_880, overMin: 0, underMin: 0, bothMin: 0, deadMin: 0, lostMin: 0, days: 2 },
  ...{ nominalV: 220, upperV: 235.4, lowerV: 198, mostV: 231, leastV: 205, promisedPercent: 98.5, neededPercent: 80 },
}

describe('a complaint about voltage', () => {
  test.each([
    ['disproved', {}],
    ['partly', { underMin: 30 }],
    // 45 of 2,880 minutes are 1.5625 %: 98.4375 % were kept, 98.5 % are promised.
    ['proved', { underMin: 45 }],
    ['proved', { monitoredMin: 60, underMin: 60 }],
    ['partly', { monitoredMin: 2_000, overMin: 15 }],
    ['insufficient', { monitoredMin: 2_000 }],
    ['disproved', { monitoredMin: 2_000, deadMin: 400 }],
    ['insufficient', { monitoredMin: 0 }],
    ['unjudged', { nominalV: null }],
  ] as const)('is %s by %o', (verdict, change) => {
    expect(judgeComplaint({ ...facts, ...change }).verdict).toBe(verdict)
  })

  test('is answered in plain words with its numbers', () => {
    const { words, percent, monitoredPercent } = judgeComplaint({ ...facts, underMin: 45, leastV: 191.3 })
    expect(percent).toBeCloseTo(98.4375, 6)
    expect(monitoredPercent).toBe(100)
    expect(words.zh).toBe(
      '投诉属实：电压合格率低于承诺。监测覆盖率 100.0%，电压合格率 98.44%（承诺 98.5%）。限值 198.0～235.4 V，实测最低 191.3 V、最高 231.0 V；越下限 45 分钟，越上限 0 分钟，停电 0 分钟（不计入）。',
    )
    expect(words.en).toMatch(/^Proved: .*45 min below/)
  })
})

describe('figures of a month', () => {
  const database = useDatabase()
  const ctx = (at = '2026-03-04T08:00:00+08:00') => database.ctx(at)
  let chen = 0
  let shop = 0

  beforeAll(async () => {
    const before = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(before)
    chen = (await openChenGuilan(before, network)).pointId
    shop = (
      await openChenGuilan(before, network, {
        customer: { kind: 'organisation', name: '商店' },
        meter: {
          ...{ assetNo: 'M-2', profile: 'eastron-sdm630', phase: 'single', ratedCurrentA: 5, maximumCurrentA: 60 },
          registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
          link: { terminalAssetNo: network.terminalAssetNo, unitId: 2 },
        },
        contract: { contractNo: 'HT-2', signedOn: '2025-12-30' },
      })
    ).pointId
    await before.db.run(
      `insert into voltage_monitor (point_id, class, nominal_v, wiring, valid_from, reason, changed_by, changed_at)
       values ($1, 'D', 220, 'phase', '2026-01-01', '测试', 'test', $3), ($2, 'A', 220, 'phase', '2026-01-01', '测试', 'test', $3)`,
      [chen, shop, before.now],
    )
    await transact(before, async (inner) => {
      await ensureVoltageMonth(inner, '2026-03-01')
      const lay = (pointId: number, day: string, under: number, monitored: number) =>
        inner.db.run(
          `insert into voltage_day (point_id, day, nominal_v, upper_v, lower_v, monitored_min, over_min, under_min, both_min, dead_min,
             lost_min, most_v, most_at, least_v, least_at, unbalance_over_min)
           values ($1, $2::date, 220, 235.4, 198, $4, 0, $3, 0, 0, 0, 230, $2::date, 190 + extract(day from $2::date), $2::date, 0)`,
          [pointId, day, under, monitored],
        )
      await lay(chen, '2026-03-01', 144, 1_440)
      await lay(chen, '2026-03-02', 0, 1_440)
      await lay(shop, '2026-03-01', 0, 720)
      await replaceMonth(inner, '2026-03-01', { afterId: 0, toId: 1_000, pointIds: null })
    })
  })

  test('count each monitor of a class once, and rank districts and points', async () => {
    const found = await findPowerQuality(ctx(), {})
    expect(found.month).toBe('2026-03')
    expect(found.classes).toEqual([
      { class: 'A', points: 1, monitored: 1, percent: 100 },
      { class: 'D', points: 1, monitored: 1, percent: 95 },
    ])
    // Half of 100 and half of the 95 of the only class of users that there is.
    expect(found.composite).toEqual({ percent: 97.5, missing: ['B', 'C'] })
    expect(found.total).toMatchObject({ points: 2, badPoints: 1, percent: 97.5 })
    expect(found.districts).toMatchObject([{ points: 2, badPoints: 1, underMin: 144 }])
    expect(found.worst).toMatchObject([{ pointId: chen, accountName: '陈桂兰', percent: 95, leastV: 191 }])
    const elsewhere = await findPowerQuality({ ...ctx(), scope: 'Y.' }, {})
    expect(elsewhere).toMatchObject({ classes: [], worst: [], districts: [], total: { points: 0 } })
  })

  test('of a point are told day by day, and judged for a complaint', async () => {
    const point = await findPointVoltage(ctx(), { pointId: chen })
    expect(point).toMatchObject({ class: 'D', percent: 95, days: [{ percent: 90 }, { percent: 100 }] })
    expect(point.monitoredPercent).toBeCloseTo(66.667, 2)
    const ask = (from: string, to: string) => findVoltageVerdict(ctx(), { pointId: chen, from, to })
    expect(await ask('2026-03-01', '2026-03-02')).toMatchObject({ verdict: 'proved', percent: 95, leastV: 191 })
    expect(await ask('2026-03-02', '2026-03-02')).toMatchObject({ verdict: 'disproved', monitoredPercent: 100 })
    expect(await ask('2026-03-02', '2026-03-10')).toMatchObject({ verdict: 'insufficient', to: '2026-03-03' })
    expect(await ask('2026-03-03', '2026-03-03')).toMatchObject({ verdict: 'unjudged' })
  })

  test('of nobody’s point and of no period are refused', async () => {
    await expect(findPointVoltage(ctx(), { pointId: 99_999 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const backwards = findVoltageVerdict(ctx(), { pointId: chen, from: '2026-03-02', to: '2026-03-01' })
    await expect(backwards).rejects.toMatchObject({ code: 'BAD_PERIOD' })
    const today = findVoltageVerdict(ctx(), { pointId: chen, from: '2026-03-04', to: '2026-03-04' })
    await expect(today).rejects.toMatchObject({ code: 'BAD_PERIOD' })
  })
})
