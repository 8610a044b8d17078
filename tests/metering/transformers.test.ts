import { beforeAll, describe, expect, it } from 'vitest'
import { installMeter } from '../../db/customers/install.ts'
import { transact } from '../../db/pool.ts'
import { storeReadings } from '../../metering/readings.ts'
import { analyseTransformerDay, analyseTransformers } from '../../metering/transformers/days.ts'
import { findTransformer, listTransformers } from '../../metering/transformers/list.ts'
import { layNetwork, type Network } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const QUARTER_MS = 900_000

describe('transformers by the meters at their heads', () => {
  const database = useDatabase()
  const at = (time: string) => database.ctx(`${time}+08:00`, { roles: ['grid'] })
  const query = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows
  let network: Network

  /** Secondary kW of one head at the close of quarter hours from `from` on; CT 80. */
  const tell = async (
    meter: string,
    from: string,
    powers: (readonly [pW: number, qVar: number] | null)[],
    now: string,
  ) => {
    const start = new Date(`${from}+08:00`).getTime()
    const readings = powers.flatMap((power, n) =>
      power
        ? [{ meter, at: new Date(start + (n + 1) * QUARTER_MS), values: { importWh: n, pW: power[0], qVar: power[1] } }]
        : [],
    )
    await storeReadings(at(now), { source: 'mqtt', topic: 'test', readings })
  }
  const hang = async (pointNo: string, assetNo: string) => {
    const [point] = await query(
      `insert into metering_point (point_no, kind, district_id, purpose) values ($1, 'district', $2, 'assessment') returning id`,
      [pointNo, network.districtId],
    )
    const ctx = at('2026-03-01T00:00:00')
    await transact(ctx, (inner) =>
      installMeter(inner, {
        ...{ assetNo, profile: 'eastron-sdm630', phase: 'three', ratedCurrentA: 5, maximumCurrentA: 6, ct: 80 },
        ...{ registers: [{ role: 'importTotal', digits: 6, startValue: 0 }], link: { terminalAssetNo: 'T-MQTT-1' } },
        ...{ pointId: point.id, at: ctx.now, caseRef: 'test' },
      }),
    )
  }

  beforeAll(async () => {
    network = await layNetwork(at('2026-03-01T00:00:00'))
  })

  it('say of a transformer without a meter at its head that nothing is known', async () => {
    const { transformers, counts } = await listTransformers(at('2026-03-10T08:00:00'), {})
    expect(transformers).toMatchObject([
      { name: '幸福小区1号公变', state: 'unknown', headPointId: null, peakPercent: null },
    ])
    expect(counts).toEqual({ over: 0, heavy: 0, normal: 0, light: 0, unknown: 1 })
  })

  // 400 kVA. 3 kW and 4 kvar × 80 are 400 kVA (100 %); 3.6 and 4.8: 480 (120 %); 0.6 and 0.8: 80 (20 %).
  it('work a day out, its stretch over midnight whole, and again when readings come late', async () => {
    await hang('K1', 'K-1')
    const calm = Array.from({ length: 88 }, () => [0.6e3, 0.8e3] as const)
    await tell(
      'K-1',
      '2026-03-02T00:00:00',
      [...calm, ...Array.from({ length: 8 }, () => [3.6e3, 4.8e3] as const)],
      '2026-03-03T06:00:00',
    )
    const second = [...Array.from({ length: 2 }, () => [3.6e3, 4.8e3] as const), ...calm]
    await tell('K-1', '2026-03-03T00:00:00', second, '2026-03-04T00:10:00')
    expect(await analyseTransformers(at('2026-03-04T02:40:00'))).toBeGreaterThanOrEqual(2)
    const days = await query('select * from transformer_day order by day')
    expect(days).toMatchObject([
      { monitored_min: 1440, heavy_min: 120, over_min: 120, longest_over_min: 120, reverse_min: 0 },
      { monitored_min: 1350, heavy_min: 30, over_min: 30, longest_over_min: 150 },
    ])
    expect(days[0].peak_percent).toBeCloseTo(120, 3)
    expect(days[0].mean_percent).toBeCloseTo((88 * 20 + 8 * 120) / 96, 3)
    await tell(
      'K-1',
      '2026-03-03T22:30:00',
      Array.from({ length: 6 }, () => [-3e3, 0] as const),
      '2026-03-04T09:00:00',
    )
    await analyseTransformers(at('2026-03-04T10:40:00'))
    const [again] = await query(`select * from transformer_day where day = '2026-03-03'`)
    expect(again).toMatchObject({ monitored_min: 1440, reverse_min: 90 })
  })

  it('are called by their month, and named day by day', async () => {
    const { month, transformers, counts } = await listTransformers(at('2026-03-04T11:00:00'), {})
    expect(month).toBe('2026-03')
    expect(counts.over).toBe(1)
    expect(transformers[0]).toMatchObject({
      state: 'over',
      overDays: 2,
      heavyDays: 2,
      longestOverMin: 150,
      feederName: '10kV城东112线',
    })
    expect(transformers[0]?.monitoredPercent).toBeCloseTo((100 * 2) / 3, 3)
    const { days } = await findTransformer(at('2026-03-04T11:00:00'), { districtId: network.districtId })
    expect(days.map(({ day }) => day)).toEqual(['2026-03-02', '2026-03-03'])
    const normal = await listTransformers(at('2026-03-04T11:00:00'), { state: 'normal' })
    expect(normal.transformers).toEqual([])
    const stranger = { ...at('2026-03-04T11:00:00'), scope: 'Y.' }
    await expect(findTransformer(stranger, { districtId: network.districtId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('add the meters of a head, at instants at which all of them tell', async () => {
    await hang('K2', 'K-2')
    await tell(
      'K-1',
      '2026-03-05T00:00:00',
      Array.from({ length: 8 }, () => [1.5e3, 2e3] as const),
      '2026-03-06T00:00:00',
    )
    await tell(
      'K-2',
      '2026-03-05T00:00:00',
      [null, null, ...Array.from({ length: 6 }, () => [1.5e3, 2e3] as const)],
      '2026-03-06T00:00:00',
    )
    expect(await analyseTransformerDay(at('2026-03-06T03:00:00'), '2026-03-05')).toBe(1)
    const [row] = await query(`select * from transformer_day where day = '2026-03-05'`)
    expect(row).toMatchObject({ monitored_min: 90, heavy_min: 90, over_min: 0 })
    expect(row.peak_percent).toBeCloseTo(100, 3)
  })
})
