import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '../../db/pool.ts'
import { findUsage, LineCollector, readNow } from '../../metering/index.ts'
import { eastronSdm630 } from '../../metering/profiles/eastron-sdm630.ts'
import { MeterServer } from '../../simulators/meters.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const log = { error: () => {}, warn: () => {} }

describe('meters behind a Modbus gateway', () => {
  const database = useDatabase()
  const server = new MeterServer()
  let now = new Date('2026-03-10T12:00:00+08:00')
  let importWh = 1_000
  let network: Network
  let pointId = 0
  let collector: LineCollector
  let isAway = false

  const ctx = () => ({ ...database.ctx(now.toISOString()), now })
  const pass = (minutes: number, wh: number) => {
    now = new Date(now.getTime() + minutes * 60_000)
    importWh += wh
  }
  const rows = () =>
    ctx().db.rows<{ at: Date; wh: number }>(
      'select at, import_wh as wh from interval_reading where point_id = $1 order by at',
      [pointId],
    )

  beforeAll(async () => {
    server.units.set(1, { profile: eastronSdm630, state: () => ({ importWh, uV: [221, 0, 0], pW: 800 }) })
    network = await layNetwork(ctx(), await server.start())
    pointId = (await openChenGuilan(ctx(), network)).pointId
    const real = ctx().db
    const db: Db = {
      ...real,
      withClient: (work) => (isAway ? Promise.reject(new Error('the database is away')) : real.withClient(work)),
    }
    collector = new LineCollector({ db, clock: () => now, log })
  })
  afterAll(async () => {
    await collector.stop()
    await server.stop()
  })

  test('are polled into interval rows', async () => {
    await collector.poll()
    pass(15, 250)
    await collector.poll()
    expect((await rows()).map(({ wh }) => wh)).toEqual([1000, 1250])
    const status = await ctx().db.first('select online from terminal_status')
    expect(status).toEqual({ online: true })
  })

  test('lose nothing while the database is away', async () => {
    isAway = true
    pass(15, 100)
    await collector.poll().catch(() => {})
    expect(collector.running.unsent).toBe(1)
    isAway = false
    pass(15, 100)
    await collector.poll()
    expect((await rows()).map(({ wh }) => wh)).toEqual([1000, 1250, 1350, 1450])
    expect(collector.running.unsent).toBe(0)
  })

  test('are polled from the account’s opening on, and no longer once their link ends', async () => {
    server.units.set(2, { profile: eastronSdm630, state: () => ({ importWh: 40, pW: 10 }) })
    const second = await openChenGuilan(ctx(), network, {
      energisedAt: now,
      customer: { kind: 'person', name: '林阿海' },
      meter: {
        assetNo: 'M-LIN-1',
        profile: 'eastron-sdm630',
        phase: 'single',
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: network.terminalAssetNo, unitId: 2 },
      },
      contract: { contractNo: 'HT-LIN-1', signedOn: '2026-03-10' },
    })
    pass(15, 100)
    await collector.readNewMeters()
    const found = await ctx().db.first(`select reading ->> 'pW' as power from latest_reading where point_id = $1`, [
      second.pointId,
    ])
    expect(found).toEqual({ power: '10' })

    const asked = server.requests.get(2)
    await ctx().db.run(
      `update collection_link set valid_to = $1 where device_id = (select id from device where asset_no = 'M-LIN-1')`,
      [now],
    )
    await collector.poll()
    expect(server.requests.get(2)).toBe(asked)
    expect(collector.running.meters).toBe(1)
  })

  test('are read on demand, through the same bus', async () => {
    pass(3, 20)
    const result = await readNow(ctx(), pointId)
    expect(result).toMatchObject({
      pointId,
      assetNo: 'M-CHEN-1',
      verdict: 'accepted',
      answer: { profile: 'eastron-sdm630', unit: 1 },
    })
    expect(result.answer.reading).toMatchObject({ importWh: 1570, pW: 800 })
    const usage = await findUsage(ctx(), { pointId, from: new Date('2026-03-10T12:00:00+08:00'), to: now })
    expect(usage.energyWh.importTotal).toBe(570)
  })

  test('of a gateway that is gone make one alarm, ended when it is back', async () => {
    const open = () => ctx().db.rows(`select kind from alarm where cleared_at is null`)
    server.units.get(1)
    const unit = server.units.get(1)
    if (unit) server.units.set(1, { ...unit, fault: { kind: 'dead' } })
    pass(12, 80)
    await collector.poll()
    expect(await open()).toEqual([{ kind: 'terminal-offline' }])
    await expect(readNow(ctx(), pointId)).rejects.toMatchObject({ code: 'METER_UNREACHABLE', status: 502 })
    if (unit) server.units.set(1, { ...unit })
    // The unit's breaker lets it be asked again after two seconds.
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    await collector.poll()
    expect(await open()).toEqual([])
  })
})
