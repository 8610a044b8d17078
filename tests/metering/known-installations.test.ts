import { beforeAll, describe, expect, test } from 'vitest'
import { transact } from '../../db/pool.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('what is kept in memory of installations', () => {
  const database = useDatabase()
  const now = '2026-03-10T12:00:00+08:00'
  let network: Network

  beforeAll(async () => {
    network = await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
  })

  const open = (ctx = database.ctx(now)) => openChenGuilan(ctx, network)
  const isTaken = async (at: string, importWh: number, ctx = database.ctx(now)) => {
    const readings = [{ meter: 'M-CHEN-1', at: new Date(`${at}+08:00`), values: { importWh } }]
    const [outcome] = await storeReadings(ctx, { source: 'mqtt', topic: 't', readings })
    return outcome?.is === 'accepted'
  }

  test('does not outlive a transaction that installs a meter and is rolled back', async () => {
    const inside = transact(database.ctx(now), async (ctx) => {
      await open(ctx)
      expect(await isTaken('2026-03-01T00:15:00', 1, ctx)).toBe(true)
      throw new Error('changed my mind')
    })
    await expect(inside).rejects.toThrow('changed my mind')
    expect(await isTaken('2026-03-01T00:15:00', 1)).toBe(false)
  })

  test('gives way to what is installed, taken off or exchanged from then on', async () => {
    const { pointId } = await open()
    expect(await isTaken('2026-03-01T00:15:00', 1)).toBe(true)
    const { db } = database.ctx(now)
    await db.run(`update installation set removed_at = '2026-03-02T00:00:00+08:00' where point_id = $1`, [pointId])
    expect(await isTaken('2026-03-01T00:30:00', 2)).toBe(true)
    expect(await isTaken('2026-03-02T00:15:00', 3)).toBe(false)
  })
})

describe('the days of interval rows', () => {
  const database = useDatabase()
  const now = '2026-03-10T12:00:00+08:00'

  test('two who bring the first readings of a day at once both get in', async () => {
    const network = await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    const meters = ['A', 'B', 'C', 'D']
    for (const [index, assetNo] of meters.entries()) {
      await openChenGuilan(database.ctx(now), network, {
        caseRef: `test:${assetNo}`,
        meter: {
          assetNo,
          profile: 'eastron-sdm630',
          phase: 'single',
          ratedCurrentA: 5,
          maximumCurrentA: 60,
          registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
          link: { terminalAssetNo: network.terminalAssetNo, unitId: index + 1 },
        },
        contract: { contractNo: `HT-${assetNo}`, signedOn: '2025-12-30' },
      })
    }
    for (const day of ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04']) {
      const at = new Date(`${day}T10:00:00+08:00`)
      await Promise.all(
        meters.map((meter) =>
          storeReadings(database.ctx(now), {
            source: 'mqtt',
            topic: 't',
            readings: [{ meter, at, values: { pW: 100 } }],
          }),
        ),
      )
    }
    const count = await database.ctx(now).db.first<{ count: number }>('select count(*) from interval_reading')
    expect(count?.count).toBe(16)
  })
})
