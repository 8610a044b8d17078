import { beforeAll, describe, expect, test } from 'vitest'
import { tryAlarmRule } from '../../metering/alarm-trial.ts'
import { packDay } from '../../metering/packing.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const QUARTER_MS = 900_000

describe('a rule tried out over stored readings', () => {
  const database = useDatabase()
  const now = '2026-03-10T12:00:00+08:00'
  const ctx = () => database.ctx(now)
  const from = Date.parse('2026-02-03T08:00:00+08:00')
  let network: Network

  const store = (meter: string, volts: number[]) =>
    storeReadings(ctx(), {
      ...{ source: 'mqtt', topic: 'test', keep: 'every' },
      readings: volts.map((uV, n) => ({
        meter,
        at: new Date(from + n * QUARTER_MS),
        values: { importWh: 1_000 + n, uV: [uV] },
      })),
    })

  beforeAll(async () => {
    network = await layNetwork(ctx())
    await openChenGuilan(ctx(), network)
    const point = {
      districtId: network.districtId,
      mode: 'low-low',
      phase: 'single',
      priceCode: 'residential-tier',
    } as const
    await openChenGuilan(ctx(), network, {
      ...{ caseRef: 'application:two', contract: { contractNo: 'HT-2', signedOn: '2025-12-30' }, point },
      meter: {
        ...{ assetNo: 'M-TWO', profile: 'eastron-sdm630', phase: 'single', ratedCurrentA: 5, maximumCurrentA: 60 },
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: network.terminalAssetNo, unitId: 2 },
      },
    })
    // 08:15, 08:30 and 09:00 are below 198 V, 08:45 in the band, 09:15 back; then once more for one reading.
    await store('M-CHEN-1', [220, 190, 195, 199, 197, 220, 220, 190, 220])
    await store('M-TWO', [220, 220, 196, 220, 220, 220, 220, 220, 220])
  })

  test('beside the rule in force: alarms, points and hours worked out by hand', async () => {
    // In force: at once. 08:15–09:15 and 09:45–10:00 at the one, 08:30–08:45 at the other.
    const report = await tryAlarmRule(ctx(), { kind: 'voltage-low', raiseMinutes: 15 })
    expect(report).toMatchObject({
      ...{ from: '2026-02-01', to: '2026-02-28', points: 2, readings: 18 },
      before: { alarms: 3, points: 2, hours: 1.5 },
      // A quarter hour: 08:15 and 08:30 suffice, the others do not.
      after: { alarms: 1, points: 1, hours: 1 },
    })
    expect(report.places.map(({ name, before, after }) => [name, before.alarms, after.alarms])).toEqual([
      ['陈桂兰', 2, 1],
      ['陈桂兰', 1, 0],
    ])
    const { rows } = await database.pool.query('select count(*)::int as alarms from alarm')
    expect(rows).toEqual([{ alarms: 0 }])
  })

  test('another threshold, and days that are packed', async () => {
    const ask = () =>
      tryAlarmRule(ctx(), { kind: 'voltage-low', raiseAt: 96, clearAt: 97, from: '2026-02-03', to: '2026-02-03' })
    // 96 % of 198 V is 190.08 V.
    const report = await ask()
    expect(report.after).toEqual({ alarms: 2, points: 1, hours: 0.5 })
    await packDay(ctx(), { day: '2026-02-03' })
    expect(await ask()).toEqual(report)
  })

  test('of one district, and within the reader’s own', async () => {
    const ask = (districtId: number) => tryAlarmRule(ctx(), { kind: 'voltage-low', districtId })
    expect((await ask(network.districtId)).points).toBe(2)
    expect((await ask(999)).points).toBe(0)
    expect((await tryAlarmRule({ ...ctx(), scope: 'Y.' }, { kind: 'voltage-low' })).points).toBe(0)
  })

  test('refuses what makes no sense and what is too much', async () => {
    const refuse = (query: object) => expect(tryAlarmRule(ctx(), { kind: 'voltage-low', ...query })).rejects
    await refuse({ raiseAt: 99, clearAt: 98 }).toMatchObject({ code: 'THRESHOLDS_CROSS' })
    await refuse({ from: '2026-03-05', to: '2026-03-04' }).toMatchObject({ code: 'TRIAL_PERIOD' })
    await refuse({ from: '2026-03-05', to: '2026-03-11' }).toMatchObject({ code: 'TRIAL_PERIOD' })
    await refuse({ from: '2026-01-01', to: '2026-03-09' }).toMatchObject({ code: 'TRIAL_PERIOD' })
    await database.pool.query(
      `set local session_replication_role = replica;
       with a as (insert into metering_point (point_no, kind, account_id, purpose)
         select 'MANY' || n, 'account', (select min(id) from account), 'settlement' from generate_series(1, 400) n returning id),
       d as (insert into device (asset_no, kind, phase, rated_current_a, maximum_current_a, profile)
         select 'MANY' || n, 'meter', 'single', 5, 60, 'eastron-sdm630' from generate_series(1, 400) n returning id)
       insert into installation (point_id, device_id, installed_at, case_ref)
       select a.id, d.id, '2026-01-01', 'application:many' from (select id, row_number() over () n from a) a
       join (select id, row_number() over () n from d) d using (n)`,
    )
    await refuse({}).toMatchObject({
      code: 'TRIAL_TOO_LARGE',
      message: expect.stringContaining('28 天最多试算 357 个计量点'),
    })
  })
})
