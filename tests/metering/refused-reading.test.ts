import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '../../db/pool.ts'
import { LineCollector } from '../../metering/index.ts'
import { eastronSdm630 } from '../../metering/profiles/eastron-sdm630.ts'
import { MeterServer } from '../../simulators/meters.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('a reading that the database refuses', () => {
  const database = useDatabase()
  const server = new MeterServer()
  const now = new Date('2026-03-10T12:00:00+08:00')
  const ctx = () => database.ctx(now.toISOString())
  /** What becomes of the transactions to come, in order: refused where true. */
  const fate: boolean[] = []
  let collector: LineCollector

  beforeAll(async () => {
    const network = await layNetwork(ctx(), await server.start())
    for (const unitId of [1, 2]) {
      server.units.set(unitId, { profile: eastronSdm630, state: () => ({ importWh: 1_000, pW: 100 }) })
      await openChenGuilan(ctx(), network, {
        customer: { kind: 'person', name: `陈家${unitId}` },
        meter: {
          assetNo: `M-${unitId}`,
          profile: 'eastron-sdm630',
          phase: 'single',
          ratedCurrentA: 5,
          maximumCurrentA: 60,
          registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
          link: { terminalAssetNo: network.terminalAssetNo, unitId },
        },
        contract: { contractNo: `HT-${unitId}`, signedOn: '2025-12-30' },
      })
    }
    const real = ctx().db
    const refusal = Object.assign(new Error('value out of range'), { code: '22003' })
    const db: Db = {
      ...real,
      withClient: (work) => (fate.shift() ? Promise.reject(refusal) : real.withClient(work)),
    }
    collector = new LineCollector({ db, clock: () => now, log: { error: () => {}, warn: () => {} } })
  })
  afterAll(async () => {
    await collector.stop()
    await server.stop()
  })

  test('is given up and counted, and holds up no other', async () => {
    fate.push(true, true, false)
    await collector.poll()
    expect([collector.running.unsent, collector.lost]).toEqual([0, 1])
    const { rows } = await database.pool.query('select count(*)::int as n from interval_reading')
    expect(rows).toEqual([{ n: 1 }])
  })
})
