import { beforeAll, describe, expect, it } from 'vitest'
import { storeReadings } from '../../metering/readings.ts'
import { listReactiveNeeds } from '../../metering/sql/reactive-needs.ts'
import { openHousehold } from '../billing/households.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const QUARTER_MS = 900_000

describe('what compensation would have had to supply', () => {
  const database = useDatabase()
  const midnight = new Date('2026-04-02T00:00:00+08:00')
  const day = { from: midnight, to: new Date(midnight.getTime() + 96 * QUARTER_MS) }
  const points: number[] = []

  /** Power in W and var at the close of each quarter hour, secondary; null: nothing is told. */
  const tell = async (assetNo: string, powers: (readonly [number, number] | null)[]) => {
    const readings = powers.flatMap((power, n) => {
      const at = new Date(midnight.getTime() + (n + 1) * QUARTER_MS)
      return power ? [{ meter: assetNo, at, values: { importWh: n, pW: power[0], qVar: power[1] } }] : []
    })
    await storeReadings(database.ctx('2026-04-03T00:05:00+08:00'), { source: 'mqtt', topic: 'test', readings })
  }

  beforeAll(async () => {
    const ctx = database.ctx('2026-04-01T04:00:00Z')
    const network = await layNetwork(ctx)
    for (const name of ['一号', '二号']) {
      const home = { name, priceCode: 'DEMO-IND-2P', energisedAt: '2026-04-01T00:00:00+08:00' }
      points.push((await openHousehold(ctx, network, home)).pointId)
    }
    const { rows } = await database.pool.query(
      `select d.asset_no from installation i join device d on d.id = i.device_id where i.point_id = any($1) order by i.point_id`,
      [points],
    )
    await database.pool.query('update installation set ct = 100 where point_id = $1', [points[0]])
    const shift = Array.from({ length: 96 }, (_, n) =>
      n >= 32 && n < 64 ? ([1000, 900] as const) : ([50, 10] as const),
    )
    await tell(rows[0].asset_no, shift)
    await tell(
      rows[1].asset_no,
      shift.map((each, n) => (n % 2 === 0 ? each : null)),
    )
  })

  // 100 kW and 90 kvar in 32 quarter hours, at 0.5 kvar for each kW: 40 kvar are lacking; else 5 kW with 1 kvar: none.
  it('is told by the quarter hours of a day, after the ratio of the transformers', async () => {
    const [need] = await listReactiveNeeds(
      database.ctx('2026-04-03T00:00:00Z'),
      [{ pointIds: points.slice(0, 1), tangent: 0.5 }],
      day,
    )
    expect(need).toMatchObject({ intervals: 96, hoursPerDay: 8 })
    expect(need?.kvar95).toBeCloseTo(40, 3)
    expect(need?.kvarMost).toBeCloseTo(40, 3)
  })

  it('adds the points of an account, at instants at which all of them tell', async () => {
    const [both] = await listReactiveNeeds(
      database.ctx('2026-04-03T00:00:00Z'),
      [{ pointIds: points, tangent: 0.5 }],
      day,
    )
    expect(both?.intervals).toBe(48)
    expect(both?.kvarMost).toBeCloseTo(40.4, 3)
  })

  it('is none where power factor is better than wanted, and null where nothing tells', async () => {
    const asked = [
      { pointIds: points.slice(0, 1), tangent: 1 },
      { pointIds: [999_999], tangent: 0.5 },
    ]
    const needs = await listReactiveNeeds(database.ctx('2026-04-03T00:00:00Z'), asked, day)
    expect(needs).toEqual([{ intervals: 96, kvar95: 0, kvarMost: 0, hoursPerDay: 0 }, null])
  })
})
