import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bringNetwork } from '../../db/customers/network.ts'
import { listClocks, setClock, setDriftedClocks } from '../../metering/clock-settings.ts'
import { readEventRounds } from '../../metering/collection/event-rounds.ts'
import { LineCollector } from '../../metering/index.ts'
import { type MaySet, mayBroadcast } from '../../metering/rules/clock-setting.ts'
import { Dlt645Gateway } from '../../simulators/dlt645/gateway.ts'
import type { Dlt645Meter } from '../../simulators/dlt645/meter.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const at = (text: string) => new Date(`2026-03-${text}+08:00`)

test.each<[string, number, Date, Date | undefined, MaySet]>([
  ['off by two minutes', 120_000, at('10T12:00:00'), undefined, { ok: true }],
  ['behind by two minutes', -120_000, at('10T12:00:00'), at('09T12:00:00'), { ok: true }],
  ['off by more than five minutes', 300_001, at('10T12:00:00'), undefined, { ok: false, because: 'TOO_FAR' }],
  ['off by seconds', 9_999, at('10T12:00:00'), undefined, { ok: false, because: 'NEAR_ENOUGH' }],
  ['just before midnight', 60_000, at('10T23:54:30'), undefined, { ok: false, because: 'NEAR_MIDNIGHT' }],
  ['just after midnight', 60_000, at('10T00:05:59'), undefined, { ok: false, because: 'NEAR_MIDNIGHT' }],
  ['set today already', 60_000, at('10T12:00:00'), at('10T01:00:00'), { ok: false, because: 'ALREADY_TODAY' }],
])('a clock %s', (_, driftMs, now, latest, verdict) => {
  expect(mayBroadcast({ driftMs, now, latest })).toEqual(verdict)
})

describe('clocks of meters behind a DL/T 645 gateway', () => {
  const database = useDatabase()
  let now = at('10T12:00:00')
  const gateway = new Dlt645Gateway(() => now)
  const ctx = () => ({ ...database.ctx(now.toISOString()), now })
  const since = at('01T00:00:00')
  const meter = (change: Partial<Dlt645Meter>): Dlt645Meter => ({
    phases: 1,
    since,
    state: () => ({ importWh: 1_000, uV: [220], pW: 0 }),
    ...change,
  })
  const points: number[] = []
  let collector: LineCollector

  beforeAll(async () => {
    gateway.meters.set('000000000001', meter({ driftMs: 100_000 }))
    gateway.meters.set('000000000002', meter({ driftMs: -400_000 }))
    gateway.meters.set('000000000003', meter({ driftMs: 1_000 }))
    const network = await layNetwork(ctx())
    const terminal = {
      assetNo: 'T-645',
      protocol: 'dlt645-tcp' as const,
      ...(await gateway.start()),
      district: '幸福小区1号公变',
    }
    await bringNetwork(ctx(), { terminals: [terminal] }, since)
    for (const number of [1, 2, 3]) {
      const { pointId } = await openChenGuilan(ctx(), network, {
        energisedAt: since,
        customer: { kind: 'person', name: `用户${number}` },
        contract: { contractNo: `HT-${number}`, signedOn: '2026-02-28' },
        meter: {
          assetNo: `M-${number}`,
          profile: 'dlt645-2007-single-phase',
          phase: 'single',
          ratedCurrentA: 5,
          maximumCurrentA: 60,
          registers: [{ role: 'importTotal', digits: 6, startValue: 1_000 }],
          link: { terminalAssetNo: 'T-645', meterAddress: `00000000000${number}` },
        },
      })
      points.push(pointId)
    }
    collector = new LineCollector({ db: ctx().db, clock: () => now, log: { error: () => {}, warn: () => {} } })
  })
  afterAll(async () => {
    await collector.stop()
    await gateway.stop()
  })

  test('are measured at each reading, the furthest off first', async () => {
    await collector.poll()
    const { clocks, counts } = await listClocks(ctx(), { offBySeconds: 0, limit: 2 })
    expect(clocks.map(({ assetNo, driftMs, way }) => [assetNo, driftMs, way])).toEqual([
      ['M-2', -400_000, null],
      ['M-1', 100_000, 'broadcast'],
    ])
    expect(counts).toEqual({ all: 3, overMinute: 2, overFive: 1 })
    const alarms = await ctx().db.rows(`select kind from alarm where kind = 'clock-drift' and cleared_at is null`)
    expect(alarms).toHaveLength(1)
  })

  test('are set by one broadcast a day, and kept before and after', async () => {
    expect(await setDriftedClocks(ctx())).toBe(1)
    const { clocks } = await listClocks(ctx(), { offBySeconds: 0, limit: 5 })
    const set = clocks.find(({ assetNo }) => assetNo === 'M-1')
    expect(set).toMatchObject({ driftBeforeMs: 100_000, setBy: 'test' })
    expect(Math.abs(set?.driftAfterMs ?? 1e9)).toBeLessThan(2_000)
    expect(Math.abs(set?.driftMs ?? 1e9)).toBeLessThan(2_000)
    expect(await setDriftedClocks(ctx())).toBe(0)
  })

  test('that are too far off are refused, with the way out', async () => {
    await expect(setClock(ctx(), points[1] ?? 0)).rejects.toMatchObject({
      code: 'CLOCK_CANNOT_BE_SET',
      issues: [{ message: 'TOO_FAR' }],
    })
    await expect(setClock(ctx(), 999_999)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('and their event records are read once an hour and never twice', async () => {
    const meter1 = gateway.meters.get('000000000001')
    if (meter1) meter1.events = [{ group: '0330', di1: '0D', from: at('10T11:00:00'), to: at('10T11:01:00') }]
    expect(await readEventRounds(ctx())).toBe(3)
    const events = () => ctx().db.rows<{ code: string }>('select code from meter_event order by at')
    expect(await events()).toEqual([{ code: 'cover-open' }, { code: 'cover-open-end' }])
    expect(await readEventRounds(ctx())).toBe(0)
    now = at('10T13:00:00')
    expect(await readEventRounds(ctx())).toBe(3)
    expect(await events()).toHaveLength(2)
    const { rows } = await database.pool.query(`select kind from alarm where kind = 'cover-open'`)
    expect(rows).toHaveLength(1)
  })
})
