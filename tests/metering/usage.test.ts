import { beforeAll, describe, expect, test } from 'vitest'
import { installMeter } from '../../db/customers/install.ts'
import { transact } from '../../db/pool.ts'
import {
  acknowledgeAlarm,
  findDayCurve,
  findPointState,
  findUsage,
  freezeRegisters,
  listAlarms,
} from '../../metering/index.ts'
import type { MeterValues } from '../../metering/mqtt-contract.ts'
import { listPoints } from '../../metering/points.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const at = (time: string) => new Date(`${time}+08:00`)

describe('what metering tells of a point', () => {
  const database = useDatabase()
  const ctx = (now = '2026-03-10T12:00:00+08:00') => database.ctx(now)
  let pointId = 0
  let customerId = 0

  beforeAll(async () => {
    const network = await layNetwork(ctx('2026-01-01T08:00:00+08:00'))
    const opened = await openChenGuilan(ctx('2026-01-01T08:00:00+08:00'), network)
    pointId = opened.pointId
    customerId = opened.customerId
  })

  const store = (readings: [string, MeterValues][], meter = 'M-CHEN-1', now?: string) =>
    storeReadings(ctx(now), {
      source: 'mqtt',
      topic: 'test',
      readings: readings.map(([time, values]) => ({ meter, at: at(time), values })),
    })
  const usage = (from: string, to: string) => findUsage(ctx(), { pointId, from: at(from), to: at(to) })

  test('usage from the day of energising is counted from the register that the meter was put in with', async () => {
    await store([['2026-02-01T00:00:00', { importWh: 310_000, freeze: 'month' }]])
    const found = await usage('2026-01-01T00:00:00', '2026-02-01T00:00:00')
    expect(found).toMatchObject({ energyWh: { importTotal: 310_000 }, quality: 'measured', missing: false })
    expect(found.segments).toHaveLength(1)
    expect(found.segments[0]?.byRole.importTotal).toMatchObject({ startWh: 0, endWh: 310_000, endHow: 'measured' })
  })

  test('a period whose end was not read is missing, never estimated', async () => {
    await store([['2026-02-14T12:00:00', { importWh: 450_000 }]])
    expect(await usage('2026-02-01T00:00:00', '2026-02-15T00:00:00')).toMatchObject({
      energyWh: {},
      quality: 'missing',
      missing: true,
    })
  })

  test('a reading a quarter of an hour away stands for the end, and says so', async () => {
    await store([['2026-02-16T00:15:00', { importWh: 470_000 }]])
    const found = await usage('2026-02-01T00:00:00', '2026-02-16T00:00:00')
    expect(found).toMatchObject({ energyWh: { importTotal: 160_000 }, quality: 'nearest', missing: false })
    expect(found.segments[0]?.byRole.importTotal?.endAtMs).toBe(at('2026-02-16T00:15:00').getTime())
  })

  test('splitting a period changes nothing', async () => {
    const whole = await usage('2026-01-01T00:00:00', '2026-02-16T00:00:00')
    const parts = [
      await usage('2026-01-01T00:00:00', '2026-02-01T00:00:00'),
      await usage('2026-02-01T00:00:00', '2026-02-16T00:00:00'),
    ]
    const sum = parts.reduce((total, part) => total + (part.energyWh.importTotal ?? 0), 0)
    expect(whole.energyWh.importTotal).toBe(sum)
  })

  test('a meter exchange makes two segments, each with its own multiplier', async () => {
    await store([['2026-02-20T10:00:00', { importWh: 500_000 }]])
    await transact(ctx(), async (inner) => {
      await inner.db.run(`update installation set removed_at = $1 where point_id = $2`, [
        at('2026-02-20T10:00:00'),
        pointId,
      ])
      await inner.db.run(`update installation_register set end_value = 500000`)
      await inner.db.run(`update collection_link set valid_to = $1`, [at('2026-02-20T10:00:00')])
      await installMeter(inner, {
        pointId,
        at: at('2026-02-20T10:00:00'),
        caseRef: 'exchange:1',
        assetNo: 'M-CHEN-2',
        profile: 'eastron-sdm630',
        phase: 'single',
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        ct: 2,
        registers: [{ role: 'importTotal', digits: 6, startValue: 7_000 }],
        link: { terminalAssetNo: 'T-MODBUS-1', unitId: 1 },
      })
    })
    await store([['2026-03-01T00:00:00', { importWh: 57_000 }]], 'M-CHEN-2')
    const found = await usage('2026-02-16T00:00:00', '2026-03-01T00:00:00')
    expect(found.segments.map(({ assetNo, multiplier }) => [assetNo, multiplier])).toEqual([
      ['M-CHEN-1', 1],
      ['M-CHEN-2', 2],
    ])
    expect(found.energyWh.importTotal).toBe(30_000 + 2 * 50_000)
  })

  test('the day curve has 96 slots, after CT × PT, and says how each was come by', async () => {
    await store(
      [
        ['2026-03-05T00:00:00', { importWh: 100_000 }],
        ['2026-03-05T00:15:00', { importWh: 100_100, pW: 400, uV: [221] }],
        ['2026-03-05T00:37:00', { importWh: 100_260 }],
        ['2026-03-05T00:45:00', { importWh: 100_300 }],
        ['2026-03-05T06:00:00', { importWh: 103_000 }],
        ['2026-03-06T00:00:00', { importWh: 110_000 }],
      ],
      'M-CHEN-2',
    )
    const curve = await findDayCurve(ctx(), { pointId, day: '2026-03-05' })
    expect(curve.slots).toHaveLength(96)
    expect(curve.slots[0]).toMatchObject({ energyWh: 200, quality: 'measured', powerW: 800, uV: [221, null, null] })
    expect(curve.slots[1]).toMatchObject({ energyWh: 218, quality: 'interpolated' })
    expect(curve.slots[2]).toMatchObject({ energyWh: 182, quality: 'interpolated' })
    expect(curve.slots[3]).toMatchObject({ energyWh: null, quality: 'missing' })
    expect(curve.energyWh).toBe(20_000)
    expect(curve.counts).toEqual({ measured: 1, interpolated: 2, estimated: 0, edited: 0, missing: 93, suspect: 0 })
  })

  test('a customer sees his own curve and nobody else’s', async () => {
    const own = database.ctx('2026-03-10T12:00:00+08:00', { roles: ['customer'], customerId })
    expect((await findDayCurve(own, { pointId, day: '2026-03-05' })).slots).toHaveLength(96)
    const other = database.ctx('2026-03-10T12:00:00+08:00', { roles: ['customer'], customerId: customerId + 1000 })
    await expect(findDayCurve(other, { pointId, day: '2026-03-05' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const elsewhere = { ...ctx(), scope: 'Y.' }
    await expect(findDayCurve(elsewhere, { pointId, day: '2026-03-05' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('midnight readings are frozen, once', async () => {
    expect(await freezeRegisters(ctx(), { day: '2026-03-06' })).toBe(1)
    expect(await freezeRegisters(ctx(), { day: '2026-03-06' })).toBe(0)
    expect(await freezeRegisters(ctx(), { day: '2026-03-07' })).toBe(0)
  })

  test('a point is live, then stale, then off with its power-off alarm', async () => {
    await store([['2026-03-10T11:45:00', { importWh: 130_000, pW: 500 }]], 'M-CHEN-2')
    expect(await findPointState(ctx(), [pointId])).toEqual([
      { pointId, state: 'live', latestAt: at('2026-03-10T11:45:00'), powerW: 1000 },
    ])
    const later = ctx('2026-03-10T13:00:00+08:00')
    expect(await findPointState(later, [pointId])).toMatchObject([{ state: 'stale' }])
    await later.db.run(
      `insert into alarm (kind, severity, point_id, occurred_at, raised_at) values ('power-off', 'critical', $1, $2, $2)`,
      [pointId, later.now],
    )
    expect(await findPointState(later, [pointId])).toMatchObject([{ state: 'off' }])
    expect((await listPoints(later, { q: '陈桂兰' })).points).toMatchObject([{ state: 'off', assetNo: 'M-CHEN-2' }])
    expect((await listPoints(later, { q: 'M-CHEN-1' })).points).toEqual([])
  })

  test('an alarm is acknowledged once', async () => {
    const { alarms, open } = await listAlarms(ctx(), {})
    expect(open).toBe(1)
    expect(alarms[0]).toMatchObject({ kind: 'power-off', accountName: '陈桂兰', title: { zh: '停电' } })
    const alarmId = alarms[0]?.alarmId ?? 0
    await acknowledgeAlarm(ctx(), { alarmId, note: '已派单' })
    await expect(acknowledgeAlarm(ctx(), { alarmId })).rejects.toMatchObject({ code: 'ALREADY_ACKNOWLEDGED' })
    expect((await listAlarms(ctx(), { status: 'unacknowledged' })).alarms).toEqual([])
    expect((await listAlarms(ctx(), {})).alarms[0]).toMatchObject({ note: '已派单' })
  })
})
